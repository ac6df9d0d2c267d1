package dev.coppice.prune;

import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that one test has to itself and may stop, start and set up, of the version all tests run on. */
final class OwnServer implements TestDatabase, AutoCloseable {
    private final Path programs;
    private final Path data;
    private final int port;

    private OwnServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    static OwnServer start(TestDatabase shared, Path folder) throws Exception {
        var programs = new Database(shared).list("SELECT setting FROM pg_catalog.pg_config WHERE name = 'BINDIR'");
        var server = new OwnServer(Path.of(programs.getFirst()), folder.resolve("data"), freePort());
        server.run("initdb", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C");
        server.start();
        return server;
    }

    /** A replica of it, made of its files while it stands still for a moment. */
    OwnServer replica(Path folder, String name) throws IOException {
        run("pg_ctl", "-w", "-m", "fast", "stop");
        var twin = new OwnServer(programs, folder.resolve("data"), freePort());
        try (var files = Files.walk(data)) {
            for (var file : files.toList()) {
                Files.copy(file, twin.data.resolve(data.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        start();
        Files.createFile(twin.data.resolve("standby.signal"));
        Files.writeString(
                twin.data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres application_name=" + name + "'\n");
        twin.start();
        return twin;
    }

    void start() {
        run(
                "pg_ctl",
                "-w",
                "-l",
                data.resolveSibling("log").toString(),
                "-o",
                "-p " + port + " -h 127.0.0.1 -c unix_socket_directories= -c fsync=off",
                "start");
    }

    /** Stops it the way a crash does. */
    void crash() {
        run("pg_ctl", "-w", "-m", "immediate", "stop");
    }

    @Override
    public DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(user());
        source.setOptions("-c search_path= -c timezone=Australia/Lord_Howe");
        return source;
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() {
        crash();
    }

    private void run(String program, String... arguments) {
        try {
            var process = new ProcessBuilder(command(program, arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolveSibling("commands").toFile()))
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(data.resolveSibling("commands")));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(program + " was interrupted", interrupted);
        }
    }

    // It refuses to run as root, which in a user namespace of its own it is not.
    private List<String> command(String program, String... arguments) {
        var starter = System.getProperty("user.name").equals("root") ? Stream.of("unshare", "-U") : Stream.<String>of();
        var command = Stream.of(programs.resolve(program).toString(), "-D", data.toString());
        return Stream.of(starter, command, Stream.of(arguments))
                .flatMap(part -> part)
                .toList();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
