package dev.coppice.archive.internal.folder;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an error of the file system means for a store. */
final class FolderFailure {
    private static final long HARDLY_ANYTHING = 64L * 1024;

    private FolderFailure() {}

    static StoreException of(@Nullable IOException failure, Path place) {
        return switch (failure) {
            case null -> new StoreException(Reason.FAILED, "it failed", null);
            case StoreException known -> known;
            case NoSuchFileException missing ->
                new StoreException(Reason.MISSING, "the file " + missing.getFile() + " is not there", missing);
            case AccessDeniedException denied ->
                new StoreException(Reason.NOT_WRITABLE, "access to " + denied.getFile() + " is denied", denied);
            case FileAlreadyExistsException file -> notAFolder(file);
            case NotDirectoryException file -> notAFolder(file);
            case ClosedChannelException closed ->
                new StoreException(Reason.FAILED, "the thread was interrupted or the segment closed", closed);
            default -> byWords(failure, place);
        };
    }

    private static StoreException notAFolder(FileSystemException failure) {
        return new StoreException(Reason.NOT_WRITABLE, failure.getFile() + " is not a folder", failure);
    }

    // Java has no types for these; the words are the system's and may be in its language, so the room is looked at too.
    private static StoreException byWords(IOException failure, Path place) {
        var words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("no space") || words.contains("quota") || words.contains("too large") || isFull(place)) {
            return new StoreException(Reason.FULL, "the disk is full", failure);
        }
        if (words.contains("not a directory")) {
            return new StoreException(Reason.NOT_WRITABLE, "a folder on the way there is a file", failure);
        }
        if (words.contains("read-only") || words.contains("not permitted")) {
            return new StoreException(Reason.NOT_WRITABLE, "the folder is read-only", failure);
        }
        return new StoreException(Reason.FAILED, "the file system failed", failure);
    }

    private static boolean isFull(Path place) {
        try {
            return Files.getFileStore(place).getUsableSpace() < HARDLY_ANYTHING;
        } catch (IOException unknown) {
            return false;
        }
    }
}
