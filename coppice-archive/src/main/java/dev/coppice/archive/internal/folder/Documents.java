package dev.coppice.archive.internal.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Objects;
import java.util.UUID;

/** Small files, replaced as a whole. */
final class Documents {
    private Documents() {}

    /** Writes beside the file, makes that durable, and renames it over the file: a reader sees the old one or the new. */
    static void replace(Path file, InputStream content) throws IOException {
        var folder = Objects.requireNonNull(file.getParent());
        Folders.make(folder);
        var beside = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(beside, folder, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            Folders.force(folder);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void write(Path file, Path folder, InputStream content) throws IOException {
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, Folders.ownersOnly(folder))) {
            content.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }
}
