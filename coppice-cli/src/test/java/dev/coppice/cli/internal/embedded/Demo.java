package dev.coppice.cli.internal.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.ops.CoppiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A server in use, in this JVM or, by its main method, in one that is going to be killed. */
final class Demo {
    /** Unpacked once per build folder; the tests of unpacking have folders of their own. */
    static final Path BINARIES = Path.of("target", "postgres").toAbsolutePath();

    private Demo() {}

    /** Starts on a folder, writes a row and says where it is, or says why it did not start. */
    public static void main(String[] arguments) throws SQLException {
        try {
            var postgres = LastingPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), 0);
            write(postgres, "from another JVM");
            System.out.println(postgres.url());
            while (true) {
                LockSupport.park(postgres);
            }
        } catch (CoppiceException refused) {
            System.out.println(refused.getMessage());
        }
    }

    static LastingPostgres start(Path folder) {
        return LastingPostgres.start(folder, BINARIES, 0);
    }

    static Process inAnotherJvm(Path folder) throws IOException {
        return inAnotherJvm(Demo.class, folder.toString(), BINARIES.toString());
    }

    static Process inAnotherJvm(Class<?> main, String... arguments) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command =
                new java.util.ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String line(Process jvm) throws IOException {
        return String.valueOf(new BufferedReader(jvm.inputReader(UTF_8)).readLine());
    }

    static void write(LastingPostgres postgres, String text) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS kept (text text)");
            statement.execute("INSERT INTO kept VALUES ('" + text + "')");
        }
    }

    static String read(LastingPostgres postgres) throws SQLException {
        return ask(postgres, "SELECT string_agg(text, ', ') FROM kept");
    }

    static String ask(LastingPostgres postgres, String question) throws SQLException {
        return ask(postgres.url(), postgres.password(), question);
    }

    static String ask(String url, String password, String question) throws SQLException {
        try (var connection = DriverManager.getConnection(url, LastingPostgres.USER, password);
                var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
