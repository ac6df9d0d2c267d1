package dev.coppice.lifecycle.spi;

import dev.coppice.control.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;

/** Takes what a step saves. For one thread. */
public interface BackupWriter {
    /**
     * Saves the rows of a table that a query without parameters yields, all of its columns in their order, and the digest of
     * them.
     *
     * @param query {@code SELECT} with a row of the table and nothing else; parameters reach it as settings of the transaction
     */
    void rows(Connection snapshot, TableName table, String query) throws SQLException;

    /** Saves the bytes of an object under its name, and its digest. */
    void object(String name, InputStream bytes) throws IOException;

    /** Saves statements that are run, in this order, before the rows of this step are loaded, or after it. */
    void script(Phase phase, String sql);

    /** Notes something that a restore does not bring back, for people. */
    void remark(String text);

    /**
     * Ends the transaction that a step saves in, and begins another on the same connection and the same snapshot: for tables
     * beyond what one transaction can lock.
     */
    void renew(Connection snapshot) throws SQLException;

    /** When a script is run. */
    enum Phase {
        /** Before the rows: schemas, types, tables. */
        BEFORE_ROWS,
        /** After the rows: constraints, indexes, triggers. */
        AFTER_ROWS
    }
}
