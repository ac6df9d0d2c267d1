package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.OwnFile;
import java.io.IOException;
import java.io.OutputStream;
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
        try (var packed = OwnFile.of(folder.resolve(".coppice-export"));
                var staged = StagedFiles.in(folder)) {
            download.accept(packed.out());
            return staged.keep(unpacked(packed.part(), folder, staged));
        }
    }

    private static List<Path> unpacked(Path packed, Path folder, StagedFiles staged) throws IOException {
        var files = new ArrayList<Path>();
        try (var zip = new ZipFile(packed.toFile())) {
            var entries = zip.stream().toList();
            for (var entry : entries) {
                requireName(entry);
                StagedFiles.refuseReplacing(folder.resolve(entry.getName()));
            }
            for (var entry : entries) {
                files.add(unpacked(zip, entry, staged.parts().resolve(entry.getName())));
            }
        }
        return files;
    }

    private static Path unpacked(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        try (var whole = OwnFile.of(file);
                var bytes = zip.getInputStream(entry)) {
            bytes.transferTo(whole.out());
            whole.keep();
            return file;
        }
    }

    private static void requireName(ZipEntry entry) throws IOException {
        if (!NAME.matcher(entry.getName()).matches()) {
            throw new IOException("a server must send names of Parquet files, was: another one");
        }
    }
}
