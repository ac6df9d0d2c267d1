package dev.coppice.cli.internal.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;

/** The running server: started on a port, stopped in order, and recognised when an earlier process left it behind. */
final class Server {
    private static final String HOST = "127.0.0.1";
    private static final int FREE_PORT_ATTEMPTS = 5;
    /** Only constants may stand here, since pg_ctl hands them to a shell. */
    private static final String SETTINGS = " -c listen_addresses=" + HOST + " -c unix_socket_directories=''"
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c max_connections=100"
            + " -c max_prepared_transactions=20 -c max_locks_per_transaction=256";

    private final ServerFolder folder;
    private final Programs programs;
    private final Memory memory;

    Server(ServerFolder folder, Programs programs, Memory memory) {
        this.folder = folder;
        this.programs = programs;
        this.memory = memory;
    }

    /** Stops the server an earlier process left running, and unties the pid file from any other program it may name. */
    void stopOrphan() throws IOException {
        if (runs()) {
            stop();
        } else {
            Postmaster.disown(folder.data());
        }
    }

    /** Starts on {@code port}, or on a free one for 0; returns when connections are accepted. */
    int start(int port) throws IOException {
        if (port != 0) {
            refuseTakenPort(port);
            if (!startedOn(port)) {
                throw EmbeddedFaults.portTaken(port);
            }
            return port;
        }
        // Between choosing a free port and listening on it somebody else may take it.
        for (var attempt = 0; attempt < FREE_PORT_ATTEMPTS; attempt++) {
            var free = freePort();
            if (startedOn(free)) {
                return free;
            }
        }
        throw EmbeddedFaults.startFailed(folder, "no free port was left");
    }

    /** Ends all sessions and writes the data out; a server that does not manage in time is stopped without that. */
    void stop() {
        if (pgCtl("stop", "-m", "fast", "-t", "30").well() || !runs()) {
            return;
        }
        var last = pgCtl("stop", "-m", "immediate", "-t", "30");
        if (!last.well() && runs()) {
            throw EmbeddedFaults.stopFailed(folder, last.reason());
        }
    }

    private boolean runs() {
        try {
            var named = Postmaster.of(folder.data());
            return named.isPresent() && named.get().isPostgresOf(folder.data());
        } catch (IOException unreadable) {
            return true;
        }
    }

    /** False means the port was taken; any other failure is thrown. */
    private boolean startedOn(int port) throws IOException {
        Files.deleteIfExists(folder.log());
        var ending = pgCtl(
                "start", "-t", "300", "-l", folder.log().toString(), "-o", "-p " + port + SETTINGS + memory.settings());
        if (ending.well()) {
            return true;
        }
        if (runs()) {
            stop(); // too slow to come up is not started either
        }
        var log = Files.exists(folder.log()) ? Files.readString(folder.log()) : "";
        if (log.contains("could not bind ")) {
            return false;
        }
        throw EmbeddedFaults.startFailed(folder, new Programs.Ending(ending.code(), log + ending.output()).reason());
    }

    private Programs.Ending pgCtl(String action, String... options) {
        var arguments = new String[options.length + 4];
        arguments[0] = action;
        arguments[1] = "-w";
        arguments[2] = "-D";
        arguments[3] = folder.data().toString();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return programs.run("pg_ctl", arguments);
    }

    private static void refuseTakenPort(int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(loopback(), port));
        } catch (IOException taken) {
            throw EmbeddedFaults.portTaken(port);
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, loopback())) {
            return probe.getLocalPort();
        }
    }
}
