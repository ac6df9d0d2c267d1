package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.OwnFile;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a zip file that a server sends, in a folder of this machine. */
final class Unpacked {
    /** A name and no way out of the folder. */
    private static final Pattern NAME = Pattern.compile("[^/\\\\:]+\\.parquet");

    private Unpacked() {}

    /** Writes them, all or none; no file that is there is replaced. */
    static List<Path> into(Path folder, Consumer<OutputStream> download) throws IOException {
        var written = new ArrayList<Path>();
        try (var packed = OwnFile.of(folder.resolve(".coppice-export"))) {
            download.accept(packed.out());
            try (var zip = new ZipFile(packed.part().toFile())) {
                var entries = zip.stream().toList();
                for (var entry : entries) {
                    refuse(folder, entry);
                }
                for (var entry : entries) {
                    written.add(unpacked(zip, entry, folder.resolve(entry.getName())));
                }
            }
            return written;
        } catch (IOException | RuntimeException failure) {
            for (var file : written) {
                Files.deleteIfExists(file);
            }
            throw failure;
        }
    }

    private static Path unpacked(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        try (var whole = OwnFile.of(file);
                var bytes = zip.getInputStream(entry)) {
            bytes.transferTo(whole.out());
            whole.keep();
            return file;
        }
    }

    private static void refuse(Path folder, ZipEntry entry) throws IOException {
        if (!NAME.matcher(entry.getName()).matches()) {
            throw new IOException("a server must send names of Parquet files, was: another one");
        }
        var file = folder.resolve(entry.getName());
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    private static CoppiceException exists(Path file) {
        return Fault.of("archive.export-exists", Fault.Kind.CONFLICT)
                .refused("The archive was not exported.")
                .found("There is a file " + file + " already.")
                .changed("Nothing was written.")
                .next("Name another folder, or remove the file.")
                .exception();
    }
}
