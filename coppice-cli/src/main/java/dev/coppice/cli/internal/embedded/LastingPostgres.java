package dev.coppice.cli.internal.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A PostgreSQL server of our own whose data outlives it.
 *
 * <p>Zonky's binaries are used, its {@code EmbeddedPostgres} is not: that one fixes {@code trust} for everybody on the
 * machine, turns fsync off, waits ten seconds on a folder whose server survived its JVM, and unpacks under {@code /tmp}.
 * {@code initdb} and {@code pg_ctl} do the rest: {@code initdb --pwfile} gives the password before the first start, and
 * {@code pg_ctl} puts the server into a session of its own, so that Ctrl-C in a terminal reaches this process alone and
 * the order of stopping stays ours.
 *
 * <p>The folder holds {@code lock}, {@code owner}, {@code password} (mode 600), {@code data}, {@code postgres.log} and
 * usually {@code binaries}. Each of them appears whole, by a rename, so an interrupted start leaves nothing the next one
 * trips over. There is no shutdown hook: whoever starts it closes it, after what uses it. Safe for any thread.
 */
public final class LastingPostgres implements AutoCloseable {
    /** The role that owns everything. */
    static final String USER = "postgres";

    private final ServerFolder folder;
    private final OwnerLock lock;
    private final Server server;
    private final int port;
    private final String password;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LastingPostgres(ServerFolder folder, OwnerLock lock, Server server, int port, String password) {
        this.folder = folder;
        this.lock = lock;
        this.server = server;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts a server on {@code directory}, which is made if absent.
     *
     * @param binaries a folder for its programs, which several directories may share
     * @param port where it listens on the loopback interface; 0 takes a free one
     * @throws dev.coppice.ops.CoppiceException with a code {@code embedded.…} for whatever stands in the way
     */
    public static LastingPostgres start(Path directory, Path binaries, int port) {
        return start(directory, binaries, port, Memory.LITTLE);
    }

    /** The same with more memory than a demonstration needs. */
    public static LastingPostgres start(Path directory, Path binaries, int port, Memory memory) {
        ServerFolder.refuseUnquotable(directory);
        ServerFolder.refuseUnquotable(binaries);
        var folder = ServerFolder.open(directory);
        var lock = OwnerLock.take(folder);
        try {
            return start(folder, lock, Programs.of(Binaries.unpackedIn(binaries)), port, memory);
        } catch (IOException failure) {
            lock.close();
            throw EmbeddedFaults.unusable(folder.directory(), failure);
        } catch (RuntimeException | Error failure) {
            lock.close();
            throw failure;
        }
    }

    private static LastingPostgres start(
            ServerFolder folder, OwnerLock lock, Programs programs, int port, Memory memory) throws IOException {
        programs.refuseRootWithoutNamespaces();
        var cluster = new Cluster(folder, programs);
        cluster.refuseForeignData();
        var server = new Server(folder, programs, memory);
        server.stopOrphan();
        var password = cluster.prepare();
        return new LastingPostgres(folder, lock, server, server.start(port), password);
    }

    /** The JDBC address, without credentials. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The role to connect with: a superuser. */
    public String user() {
        return USER;
    }

    /** Its password, made at the first start and kept in the folder. */
    public String password() {
        return password;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The folder it keeps everything in. */
    public Path directory() {
        return folder.directory();
    }

    /** Ends all sessions, stops the server with its data on disk, and gives the folder free. Again is harmless. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                server.stop();
            } finally {
                lock.close();
            }
        }
    }
}
