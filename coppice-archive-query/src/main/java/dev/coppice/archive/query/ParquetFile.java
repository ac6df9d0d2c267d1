package dev.coppice.archive.query;

import dev.coppice.archive.ArchivedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** A table as a Parquet file, whole or not at all. */
final class ParquetFile {
    private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{N}_-]");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private ParquetFile() {}

    /** A name that no other table has: {@code schema.table.parquet}, with what is no letter or digit of a name as {@code %XX}. */
    static Path in(Path folder, ArchivedTable table) {
        return folder.toAbsolutePath().resolve(plain(table.schema()) + "." + plain(table.name()) + ".parquet");
    }

    private static String plain(String name) {
        return UNUSUAL.matcher(name)
                .replaceAll(found -> "%%%02X".formatted(found.group().codePointAt(0)));
    }

    static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw QueryFaults.exists(file);
        }
    }

    // In a folder for the owner alone from the beginning: DuckDB makes files for everybody to read.
    static void write(Duck duck, ArchivedTable table, Path file) throws SQLException {
        try {
            var hidden = Files.createTempDirectory(file.getParent(), ".coppice-export-", OWNER_ONLY);
            var inside = hidden.resolve("rows");
            try {
                duck.execute("COPY " + Duck.quoted(table.schema()) + "." + Duck.quoted(table.name()) + " TO "
                        + Duck.literal(inside.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
                Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-------"));
                Files.move(inside, file);
            } finally {
                Files.deleteIfExists(inside);
                Files.delete(hidden);
            }
        } catch (IOException failure) {
            throw QueryFaults.notWritten(file, failure);
        }
    }
}
