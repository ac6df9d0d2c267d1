package dev.coppice.cli.internal.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a living {@code coppice up} tells other commands: one file for each process in the state folder, readable by its
 * owner alone, gone when the process ends in order and ignored when it did not.
 *
 * @param pid the process
 * @param startedAt when it started, so that another process that got the same number is not taken for it
 * @param url the JDBC address of its database
 * @param user the database user
 * @param password the password of that user; empty where none is asked
 * @param console the address of its console
 * @param config its {@code coppice.yaml}, where there is one
 */
public record RunningUp(
        long pid,
        String startedAt,
        String url,
        String user,
        String password,
        String console,
        @Nullable String config) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A record of this very process. */
    public static RunningUp of(Credentials database, String console, @Nullable Path config) {
        var self = ProcessHandle.current();
        return new RunningUp(
                self.pid(),
                startOf(self),
                database.url(),
                database.user(),
                database.password(),
                console,
                config == null ? null : config.toAbsolutePath().toString());
    }

    /** Every {@code up} that lives, by process number. */
    public static List<RunningUp> living(Path stateFolder) {
        return records(stateFolder).stream()
                .map(RunningUp::read)
                .flatMap(Optional::stream)
                .filter(RunningUp::lives)
                .toList();
    }

    /** Makes this record known and removes those of dead processes; returns the file, to be deleted at the end. */
    public Path publish(Path stateFolder) {
        try {
            for (var file : records(stateFolder)) {
                if (read(file).filter(RunningUp::lives).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
            var folder = Files.createDirectories(stateFolder.resolve("up"));
            var draft = createPrivate(folder);
            Files.writeString(draft, JSON.writeValueAsString(this));
            return Files.move(
                    draft,
                    folder.resolve(pid + ".json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write to " + stateFolder, failure);
        }
    }

    private static List<Path> records(Path stateFolder) {
        var folder = stateFolder.resolve("up");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot list " + folder, failure);
        }
    }

    private static Path createPrivate(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempFile(folder, "up", ".draft");
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.createTempFile(folder, "up", ".draft", ownerOnly);
    }

    private static Optional<RunningUp> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RunningUp.class));
        } catch (IOException | JacksonException gone) {
            // Deleted between the listing and the read, or not ours: either way no running `up` is told by it.
            return Optional.empty();
        }
    }

    private boolean lives() {
        return ProcessHandle.of(pid)
                .filter(process -> process.isAlive() && startOf(process).equals(startedAt))
                .isPresent();
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }
}
