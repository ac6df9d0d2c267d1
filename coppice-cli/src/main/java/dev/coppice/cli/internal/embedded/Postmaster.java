package dev.coppice.cli.internal.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/**
 * The living process that a data folder's {@code postmaster.pid} names. Process ids are given out again, so it may be any
 * program; a postgres works inside its data folder, which tells it from a postgres of another folder even when one of them
 * was renamed since.
 */
record Postmaster(ProcessHandle process) {
    /** Above what any kernel gives out. */
    private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** The process named, if it lives. */
    static Optional<Postmaster> of(Path data) throws IOException {
        if (!Files.exists(file(data))) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file(data));
        var pid = lines.isEmpty() ? "" : lines.getFirst().strip();
        return pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)).map(Postmaster::new) : Optional.empty();
    }

    /**
     * Makes the pid file of a server that does not run name nobody. It is not removed, since its other lines let
     * PostgreSQL find sessions that have outlived a killed server; an empty one, of a start cut short, says nothing.
     */
    static void disown(Path data) throws IOException {
        if (!Files.exists(file(data))) {
            return;
        }
        var lines = new ArrayList<>(Files.readAllLines(file(data)));
        if (lines.isEmpty()) {
            Files.delete(file(data));
            return;
        }
        lines.set(0, NOBODY);
        Files.write(file(data), lines);
    }

    boolean isPostgresOf(Path data) throws IOException {
        var info = process.info();
        if (!info.command().orElse("").endsWith("/postgres")) {
            return false;
        }
        var workingFolder = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (Files.exists(workingFolder)) {
            return Files.isSameFile(workingFolder, data);
        }
        return info.arguments()
                .map(words -> Arrays.asList(words).contains(data.toString()))
                .orElse(true);
    }
}
