package dev.coppice.lifecycle.spi;

import dev.coppice.control.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What one step saved, in a verified backup. Safe for any thread. */
public interface SavedParts {
    /** The number of the backup. */
    long backup();

    /** The tables with their digests. */
    List<SavedTable> tables();

    /** The digest of a table; empty when none of its rows were saved. */
    default Optional<SavedTable> find(TableName table) {
        return tables().stream().filter(saved -> saved.table().equals(table)).findFirst();
    }

    /** The columns that were saved of a table, in order; what the table was given since is not among them. */
    List<String> columns(TableName saved);

    /** Loads a table's rows in the caller's transaction, into its own schema or another. */
    long load(Connection transaction, TableName saved, TableName target) throws SQLException;

    /** Loads every saved column of a table, computed ones too, into one that has all of them as text. */
    long loadAsText(Connection transaction, TableName saved, TableName target) throws SQLException;

    /** The objects, by name. */
    List<SavedObject> objects();

    /** The bytes of an object; its end is reached only when its digest is right. */
    InputStream open(SavedObject object) throws IOException;

    /** The scripts of a phase. */
    List<String> scripts(BackupWriter.Phase phase);

    /**
     * A table as saved.
     *
     * @param table the table
     * @param rows how many rows
     * @param digest {@code RowDigest} of them, whatever their order
     */
    record SavedTable(TableName table, long rows, String digest) {}

    /**
     * An object as saved.
     *
     * @param name its name in its store
     * @param length how many bytes
     * @param sha256 their digest
     */
    record SavedObject(String name, long length, String sha256) {}
}
