package dev.coppice.testkit.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folders of the embedded servers of one user on this machine. The owner of a folder is the JVM that holds the lock on
 * its file {@code owner}: the kernel gives the lock back however the JVM ends, so a folder whose lock can be had belongs to
 * nobody, and no process id that was given out again can mislead. Claiming and sweeping exclude each other by a lock on
 * the parent, since a folder exists for a moment before its owner is locked.
 */
record ServerFolders(Path parent) {
    private static final long LEAST_SPACE = 1L << 30;
    /** Never opened again by this JVM: closing any channel of a file gives back all locks the process has on it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    static ServerFolders ofThisMachine() throws IOException {
        var memory = Path.of("/dev/shm");
        var base = fits(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        return new ServerFolders(base.resolve("coppice-testkit-" + System.getProperty("user.name")));
    }

    /** Containers often come with a shared memory of 64 MB, too little for the log of one test. */
    private static boolean fits(Path memory) throws IOException {
        return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() >= LEAST_SPACE;
    }

    /** Removes what dead JVMs left, then makes a folder for this one. */
    Claim claim() throws IOException {
        Files.createDirectories(parent);
        try (var gate = FileChannel.open(parent.resolve("gate"), CREATE, WRITE);
                var held = gate.lock()) {
            for (var folder : folders()) {
                sweep(folder);
            }
            var folder = Files.createTempDirectory(parent, "server-");
            var owner = tryLock(folder);
            if (owner == null || !held.isValid()) {
                throw new IOException("cannot lock " + folder);
            }
            OURS.add(folder);
            return new Claim(folder, owner);
        }
    }

    List<Path> folders() throws IOException {
        try (var found = Files.newDirectoryStream(parent, "server-*")) {
            var folders = new ArrayList<Path>();
            found.forEach(folders::add);
            return List.copyOf(folders);
        }
    }

    private static void sweep(Path folder) throws IOException {
        if (OURS.contains(folder)) {
            return;
        }
        var owner = tryLock(folder);
        if (owner != null) {
            OrphanedPostgres.stop(folder.resolve("data"));
            EmbeddedServer.delete(folder);
            owner.acquiredBy().close();
        }
    }

    private static @Nullable FileLock tryLock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("owner"), CREATE, WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    /** A folder that belongs to this JVM until it is released or the JVM ends. */
    record Claim(Path folder, FileLock owner) {
        Path data() {
            return folder.resolve("data");
        }

        void release() throws IOException {
            EmbeddedServer.delete(folder);
            owner.acquiredBy().close();
            OURS.remove(folder);
        }
    }
}
