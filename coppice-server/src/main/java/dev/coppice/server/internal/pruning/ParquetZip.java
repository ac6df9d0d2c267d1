package dev.coppice.server.internal.pruning;

import dev.coppice.archive.query.ArchiveQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The tables of an archive as Parquet files in one zip file; what lies on this machine meanwhile is removed again, after a kill by the
 * next export.
 */
final class ParquetZip {
    private ParquetZip() {}

    static void write(ArchiveQuery archive, OutputStream out) {
        try (var folder = ExportFolder.create()) {
            zip(archive.exportParquet(folder.files()), out);
        } catch (IOException broken) {
            throw new UncheckedIOException("an archive could not be exported to this machine", broken);
        }
    }

    // Parquet is compressed already.
    private static void zip(List<Path> files, OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setLevel(0);
        for (var file : files) {
            zip.putNextEntry(new ZipEntry(String.valueOf(file.getFileName())));
            Files.copy(file, zip);
            zip.closeEntry();
            Files.delete(file);
        }
        zip.finish();
    }
}
