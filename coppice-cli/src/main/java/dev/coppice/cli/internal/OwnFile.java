package dev.coppice.cli.internal;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that nobody but this user may read, and that has its name only once it is whole. Until then it lies beside it, locked,
 * with {@code .part} behind its name. It goes when the command fails or is ended with Ctrl-C; what a killed one has left is
 * written over by the next. One thread.
 */
public final class OwnFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final Thread ending;
    private volatile boolean kept;

    private OwnFile(Path file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
        this.ending = new Thread(this::delete, "coppice-part-1");
        Runtime.getRuntime().addShutdownHook(ending);
    }

    /**
     * Begins the file.
     *
     * @throws CoppiceException {@code cli.file-in-use} where another command writes it
     */
    public static OwnFile of(Path file) throws IOException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        var channel = opened(part);
        try {
            if (!locked(channel)) {
                throw inUse(file);
            }
            var rights = Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (rights != null) {
                rights.setPermissions(OWNER);
            }
            channel.truncate(0);
            return new OwnFile(file, part, channel);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static FileChannel opened(Path part) throws IOException {
        Set<FileAttribute<?>> rights =
                part.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? Set.of(PosixFilePermissions.asFileAttribute(OWNER))
                        : Set.of();
        return FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                rights.toArray(FileAttribute<?>[]::new));
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    /** Where it is written; it is not to be closed. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** Where it lies until it is whole. */
    public Path part() {
        return part;
    }

    /** Gives it its name. A file that has it already is not replaced. */
    public void keep() throws IOException {
        channel.force(true);
        Files.move(part, file);
        kept = true;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            delete();
        } finally {
            forget();
        }
    }

    private void delete() {
        if (kept) {
            return;
        }
        try {
            Files.deleteIfExists(part);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot remove " + part, broken);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException ends) {
            // It has been asked to do the same.
        }
    }

    private static CoppiceException inUse(Path file) {
        return Fault.of("cli.file-in-use", Fault.Kind.CONFLICT)
                .refused("The file " + file + " was not written.")
                .found("Another command is writing it.")
                .changed("Nothing was changed.")
                .next("Wait for that one to end, or name another file.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }
}
