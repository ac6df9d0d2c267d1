package dev.coppice.server.internal.pruning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for files of this process alone. It is locked for as long as it is used, and the lock ends with the process, however
 * that ends: whoever makes the next one, after a kill, removes what is not locked any more.
 */
final class ExportFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExportFolder.class);
    private static final String PREFIX = "coppice-export-";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel channel;

    private ExportFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** A new one, among the temporary files. */
    static ExportFolder create() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static ExportFolder in(Path temporary) throws IOException {
        sweep(temporary);
        while (true) {
            var path = Files.createTempDirectory(temporary, PREFIX);
            var locked = locked(path, StandardOpenOption.CREATE_NEW);
            if (locked != null) {
                return new ExportFolder(path, locked);
            }
            // Somebody else swept it away before it was locked.
        }
    }

    /** Where files may be put. */
    Path files() throws IOException {
        return Files.createDirectories(path.resolve("files"));
    }

    /** Removes what processes that are gone have left. */
    static void sweep(Path temporary) {
        try (var left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (var folder : left) {
                sweepOne(folder);
            }
        } catch (IOException | UncheckedIOException unlisted) {
            LOG.debug("what earlier exports left could not be looked for", unlisted);
        }
    }

    private static void sweepOne(Path folder) {
        try {
            var locked = locked(folder, StandardOpenOption.WRITE);
            if (locked != null) {
                new ExportFolder(folder, locked).close();
            }
        } catch (IOException others) {
            LOG.debug("{} is somebody else's", folder, others);
        }
    }

    /** The lock of a folder; null where another has it, or it has none. */
    private static @Nullable FileChannel locked(Path folder, StandardOpenOption how) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder.resolve(LOCK), how, StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            return null;
        }
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            // Of another export of this process.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            remove(path.resolve("files"));
            Files.deleteIfExists(path.resolve(LOCK));
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException filled) {
            LOG.warn("{} has something that is none of ours, and stays", path);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (var left = Files.list(folder)) {
            files = left.toList();
        }
        for (var file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
