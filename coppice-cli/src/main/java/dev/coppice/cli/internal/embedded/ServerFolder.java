package dev.coppice.cli.internal.embedded;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What lies where in the folder of one server.
 *
 * @param directory the folder, by its real path, so that two ways to it are seen to be one
 */
record ServerFolder(Path directory) {
    private static final String UNFINISHED_DATA = "data.unfinished";
    private static final Pattern UNQUOTABLE = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

    /** Refuses a path that PostgreSQL's own programs would hand to a shell in a way that breaks it. */
    static void refuseUnquotable(Path path) {
        if (UNQUOTABLE.matcher(path.toAbsolutePath().toString()).find()) {
            throw EmbeddedFaults.unquotable(path);
        }
    }

    /** Makes the folder if absent, for its owner alone. */
    static ServerFolder open(Path directory) {
        try {
            var parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(directory, asFileAttribute(fromString("rwx------")));
            } catch (FileAlreadyExistsException there) {
                if (!Files.isDirectory(directory)) {
                    throw EmbeddedFaults.notADirectory(directory, there);
                }
            }
            return new ServerFolder(directory.toRealPath());
        } catch (IOException failure) {
            throw EmbeddedFaults.unusable(directory, failure);
        }
    }

    Path lock() {
        return directory.resolve("lock");
    }

    Path owner() {
        return directory.resolve("owner");
    }

    Path password() {
        return directory.resolve("password");
    }

    Path data() {
        return directory.resolve("data");
    }

    /**
     * A new place where the data is made, before it is {@link #data()}. It is a new one each time, since the initdb of a
     * process that was killed may still be writing into the last.
     */
    Path unfinishedData() throws IOException {
        return Files.createTempDirectory(directory, UNFINISHED_DATA);
    }

    /** Removes what starts that were cut short have left; what cannot go yet is left to the next start. */
    void removeUnfinishedData() throws IOException {
        try (var found = Files.newDirectoryStream(directory, UNFINISHED_DATA + "*")) {
            for (var unfinished : found) {
                try {
                    delete(unfinished);
                } catch (DirectoryNotEmptyException | NoSuchFileException | UncheckedIOException stillWritten) {
                    LoggerFactory.getLogger(ServerFolder.class).debug("left to the next start", stillWritten);
                }
            }
        }
    }

    Path log() {
        return directory.resolve("postgres.log");
    }

    /** Writes a file of mode 600 that is whole and on disk, or absent. */
    static void write(Path file, String text) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, asFileAttribute(fromString("rw-------")));
        Files.writeString(unfinished, text);
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a folder and all in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var paths = Files.walk(folder)) {
                for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
