package dev.coppice.cli.internal.embedded;

import dev.coppice.cli.internal.connect.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A PostgreSQL of our own whose folder goes with it. What a killed process left there, and may still run there, goes first.
 * Safe for any thread.
 */
public final class TemporaryPostgres implements AutoCloseable {
    private final LastingPostgres server;

    private TemporaryPostgres(LastingPostgres server) {
        this.server = server;
    }

    /**
     * Starts a server on new data, on a free port.
     *
     * @param directory its folder, removed at the end with all that is in it
     * @param binaries a folder for its programs, which stay
     * @throws dev.coppice.ops.CoppiceException with a code {@code embedded.…} for whatever stands in the way
     */
    public static TemporaryPostgres start(Path directory, Path binaries) {
        if (Files.exists(directory)) {
            discard(ServerFolder.open(directory), binaries);
        }
        return new TemporaryPostgres(LastingPostgres.start(directory, binaries, 0));
    }

    /** How to connect: as a superuser. */
    public Credentials credentials() {
        return new Credentials(server.url(), server.user(), server.password());
    }

    /** The folder it keeps everything in, and whose contents go with it. */
    public Path directory() {
        return server.directory();
    }

    @Override
    public void close() {
        server.close();
        try {
            ServerFolder.delete(server.directory());
        } catch (IOException failure) {
            throw EmbeddedFaults.unusable(server.directory(), failure);
        }
    }

    // Under the lock: a folder that another process works in is refused, not removed.
    private static void discard(ServerFolder folder, Path binaries) {
        try (var lock = OwnerLock.take(folder)) {
            var programs = Programs.of(Binaries.unpackedIn(binaries));
            new Server(folder, programs, Memory.LITTLE).stopOrphan();
            ServerFolder.delete(folder.directory());
        } catch (IOException failure) {
            throw EmbeddedFaults.unusable(folder.directory(), failure);
        }
    }
}
