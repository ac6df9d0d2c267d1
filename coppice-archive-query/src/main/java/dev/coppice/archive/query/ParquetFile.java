package dev.coppice.archive.query;

import dev.coppice.archive.ArchivedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.UUID;

/** A table as a Parquet file, whole or not at all. */
final class ParquetFile {
    private ParquetFile() {}

    static Path in(Path folder, ArchivedTable table) {
        return folder.toAbsolutePath()
                .resolve(table.qualifiedName().replaceAll("[^\\p{L}\\p{N}._-]", "_") + ".parquet");
    }

    static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw QueryFaults.exists(file);
        }
    }

    static void write(Duck duck, ArchivedTable table, Path file) throws SQLException {
        var beside = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            duck.execute("COPY " + Duck.quoted(table.schema()) + "." + Duck.quoted(table.name()) + " TO "
                    + Duck.literal(beside.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
            Files.move(beside, file);
        } catch (IOException failure) {
            throw QueryFaults.notWritten(file, failure);
        } finally {
            delete(beside);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw QueryFaults.notWritten(file, failure);
        }
    }
}
