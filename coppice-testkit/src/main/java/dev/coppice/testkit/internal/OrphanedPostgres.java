package dev.coppice.testkit.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A postgres whose JVM was killed: it goes on running until somebody stops it. */
final class OrphanedPostgres {
    private OrphanedPostgres() {}

    /** Stops the postgres that runs on {@code data}, if one does. Its data is worth nothing. */
    static void stop(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        if (!lines.isEmpty()) {
            ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(process -> runsOn(process, data))
                    .ifPresent(OrphanedPostgres::end);
        }
    }

    /** The process id may have been given to another program since. */
    private static boolean runsOn(ProcessHandle process, Path data) {
        var info = process.info();
        var arguments = info.arguments().map(List::of).orElse(List.of());
        return info.command().orElse("").endsWith("/postgres") && arguments.contains(data.toString());
    }

    /** Asked first, since a postgres that is killed leaves its shared memory behind; its clients died with their JVM. */
    private static void end(ProcessHandle postmaster) {
        if (!asked(postmaster)) {
            Stream.concat(Stream.of(postmaster), postmaster.descendants()).forEach(ProcessHandle::destroyForcibly);
            if (!ended(postmaster)) {
                throw new IllegalStateException("cannot stop the orphaned PostgreSQL " + postmaster.pid());
            }
        }
    }

    private static boolean asked(ProcessHandle postmaster) {
        return postmaster.destroy() && ended(postmaster);
    }

    private static boolean ended(ProcessHandle postmaster) {
        try {
            postmaster.onExit().get(5, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException still) {
            return false;
        }
    }
}
