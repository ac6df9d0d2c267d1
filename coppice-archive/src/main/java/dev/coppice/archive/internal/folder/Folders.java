package dev.coppice.archive.internal.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Folders and the names in them, made durable; what is made is for its owner alone. */
final class Folders {
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private Folders() {}

    /** Makes a folder and those above it that are missing, and makes their names durable. */
    static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var parent = folder.getParent();
        if (parent != null) {
            make(parent);
        }
        try {
            Files.createDirectory(folder, attributes(parent, "rwx------"));
        } catch (FileAlreadyExistsException raced) {
            if (!Files.isDirectory(folder)) {
                throw raced;
            }
        }
        force(parent);
    }

    /** Makes the names in a folder durable: without it a file may be gone after a power cut, whatever was in it. */
    static void force(@Nullable Path folder) throws IOException {
        if (folder == null || !isPosix(folder)) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What a new file gets in this folder. */
    static FileAttribute<?>[] ownersOnly(Path folder) {
        return attributes(folder, "rw-------");
    }

    private static FileAttribute<?>[] attributes(@Nullable Path folder, String permissions) {
        return folder != null && isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NO_ATTRIBUTES;
    }

    private static boolean isPosix(Path folder) {
        return Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) != null;
    }
}
