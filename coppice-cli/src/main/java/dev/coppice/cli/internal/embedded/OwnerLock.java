package dev.coppice.cli.internal.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this process the one owner of a folder. The kernel gives the lock back however the process ends, so no number in a
 * file has to be believed; the owner's process id lies beside it only to be shown.
 */
final class OwnerLock implements AutoCloseable {
    /** A second channel on a file, once closed, would give back this process's lock: the own folders are never tried. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final ServerFolder folder;
    private final FileChannel channel;

    private OwnerLock(ServerFolder folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static OwnerLock take(ServerFolder folder) {
        if (!OURS.add(folder.directory())) {
            throw EmbeddedFaults.inUse(folder, owner(folder));
        }
        try {
            return new OwnerLock(folder, lockedChannel(folder));
        } catch (IOException failure) {
            OURS.remove(folder.directory());
            throw EmbeddedFaults.unusable(folder.directory(), failure);
        } catch (RuntimeException | Error failure) {
            OURS.remove(folder.directory());
            throw failure;
        }
    }

    private static FileChannel lockedChannel(ServerFolder folder) throws IOException {
        var channel = FileChannel.open(folder.lock(), CREATE, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw EmbeddedFaults.inUse(folder, owner(folder));
            }
            ServerFolder.write(folder.owner(), ProcessHandle.current().pid() + "\n");
            return channel;
        } catch (IOException | RuntimeException | Error failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(folder.owner());
        } catch (IOException failure) {
            throw EmbeddedFaults.unusable(folder.directory(), failure);
        } finally {
            OURS.remove(folder.directory());
        }
    }

    private static String owner(ServerFolder folder) {
        try {
            return Files.readString(folder.owner()).strip();
        } catch (IOException unknown) {
            return "";
        }
    }
}
