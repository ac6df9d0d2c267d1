package dev.coppice.cli.internal.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the binaries on the class path, once. They appear under their final name by a rename, so what is there is whole;
 * two processes that unpack at once wait for each other at a lock, and the second finds the work done.
 */
final class Binaries {
    private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();

    private Binaries() {}

    static Path unpackedIn(Path folder) throws IOException {
        var packed = packed().openConnection();
        var target = folder.toAbsolutePath().resolve("postgres-" + fingerprint(packed));
        if (Files.isDirectory(target)) {
            return target;
        }
        Files.createDirectories(folder);
        WITHIN_THIS_PROCESS.lock();
        try (var gate = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
                var held = gate.lock()) {
            if (held.isValid() && !Files.isDirectory(target)) {
                unpack(packed, target);
            }
            return target;
        } finally {
            WITHIN_THIS_PROCESS.unlock();
        }
    }

    private static void unpack(URLConnection packed, Path target) throws IOException {
        var unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
        ServerFolder.delete(unfinished);
        Files.createDirectories(unfinished);
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed.getInputStream())))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unfinished);
            }
        } catch (IOException failure) {
            ServerFolder.delete(unfinished); // most likely the disk is full, and by this
            throw failure;
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("an entry of the binaries leaves their folder");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, folder.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, path);
            if (path.resolveSibling("").endsWith("bin") && !path.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + path + " executable");
            }
        }
    }

    /** Tells builds apart without reading them: a jar keeps a checksum of each entry. */
    private static String fingerprint(URLConnection packed) throws IOException {
        return packed instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(packed.getContentLengthLong());
    }

    private static URL packed() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        var machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var found = Binaries.class.getResource("/postgres-" + system + "-" + machine + ".txz");
        if (found == null) {
            throw EmbeddedFaults.noBinaries(system, machine);
        }
        return found;
    }
}
