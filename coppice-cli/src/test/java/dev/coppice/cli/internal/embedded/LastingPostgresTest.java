package dev.coppice.cli.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastingPostgresTest {
    private static final String NOT_STARTED = "The embedded PostgreSQL was not started. ";
    private static final String UNTOUCHED = " Nothing was left running and no data was changed. ";

    /** One folder for all tests: its data is made once, which takes a second. */
    @TempDir
    static Path temporary = Path.of("");

    private final Path folder = temporary.resolve("state");

    @Test
    void rows_and_password_outlive_it_and_nobody_gets_in_without() throws Exception {
        String password;
        try (var postgres = Demo.start(folder)) {
            password = postgres.password();
            Demo.write(postgres, "survives");
            assertThat(Demo.ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(Demo.ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Demo.ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> Demo.ask(postgres.url(), "wrong", "SELECT 1"))
                    .returns("28P01", SQLException::getSQLState);
        }
        try (var again = Demo.start(folder)) {
            assertThat(again.password()).isEqualTo(password).hasSize(32);
            assertThat(Demo.read(again)).contains("survives");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_second_start_is_refused_within_this_process_and_from_another_and_disturbs_nothing() throws Exception {
        try (var first = Demo.start(folder)) {
            var expected = NOT_STARTED + "Process " + ProcessHandle.current().pid() + " runs a server on "
                    + folder.toRealPath() + "." + UNTOUCHED
                    + "Use that server, stop it first, or give another directory.";
            assertRefused("embedded.in-use", expected, () -> Demo.start(folder));
            assertThat(Demo.line(Demo.inAnotherJvm(folder))).isEqualTo(expected);
            assertThat(Demo.ask(first, "SELECT 1")).isEqualTo("1");
        }
        assertThat(folder.resolve("owner")).doesNotExist();
    }

    @Test
    void a_server_left_by_a_killed_jvm_is_stopped_in_order_and_its_rows_are_there() throws Exception {
        var orphan = orphanOf(folder);
        var began = Instant.now();
        try (var postgres = Demo.start(folder)) {
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(6));
            assertThat(orphan.onExit()).succeedsWithin(Duration.ofSeconds(5));
            assertThat(Demo.read(postgres)).contains("from another JVM");
        }
        assertThat(Files.readString(folder.resolve("postgres.log"))).doesNotContain("not properly shut down");
    }

    @Test
    void an_orphan_is_known_also_when_its_folder_was_renamed() throws Exception {
        var before = Files.createDirectory(temporary.resolve("before"));
        var after = temporary.resolve("after");
        var orphan = orphanOf(before);
        Files.move(before, after);
        try (var postgres = Demo.start(after)) {
            assertThat(orphan.onExit()).succeedsWithin(Duration.ofSeconds(5));
            assertThat(Demo.read(postgres)).contains("from another JVM");
        }
    }

    @Test
    void a_killed_server_recovers_at_the_next_start() throws Exception {
        try (var postgres = Demo.start(folder)) {
            Demo.write(postgres, "before the crash");
            var server = Postmaster.of(folder.resolve("data")).orElseThrow().process();
            assertThat(server.destroyForcibly()).isTrue();
            server.onExit().join();
        }
        assertThat(folder.resolve("data/postmaster.pid")).exists();
        try (var postgres = Demo.start(folder)) {
            assertThat(Demo.read(postgres)).contains("before the crash");
        }
    }

    @Test
    void a_pid_file_that_names_another_program_or_nothing_does_not_stop_the_start() throws Exception {
        Demo.start(folder).close();
        for (var content : List.of(ProcessHandle.current().pid() + "\n", "", "2147483646\n")) {
            Files.writeString(folder.resolve("data/postmaster.pid"), content);
            try (var postgres = Demo.start(folder)) {
                assertThat(Demo.ask(postgres, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void a_taken_port_is_named_and_nothing_is_left_half_started() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();
            assertRefused(
                    "embedded.port-taken",
                    NOT_STARTED + "Port " + port + " on 127.0.0.1 is in use by another program." + UNTOUCHED
                            + "Give another port, or 0 for any free one.",
                    () -> LastingPostgres.start(folder, Demo.BINARIES, port));
        }
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
        assertThat(folder.resolve("owner")).doesNotExist();
    }

    @Test
    void a_given_port_is_used_and_closing_twice_is_harmless() throws Exception {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        var postgres = LastingPostgres.start(folder, Demo.BINARIES, port);
        assertThat(postgres.port()).isEqualTo(port);
        assertThat(postgres.url()).isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        assertThat(postgres.directory()).isEqualTo(folder.toRealPath());
        postgres.close();
        postgres.close();
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void data_of_another_version_is_refused_and_left_as_it_is() throws IOException {
        Demo.start(folder).close();
        var version = folder.resolve("data/PG_VERSION");
        var ours = Files.readString(version);
        Files.writeString(version, "14\n");
        assertRefused(
                "embedded.version-differs",
                NOT_STARTED + "The data in " + folder.toRealPath().resolve("data")
                        + " was written by PostgreSQL 14, and the server that comes with this Coppice is PostgreSQL "
                        + ours.strip() + "." + UNTOUCHED + "Give another directory to start afresh, or keep the data by"
                        + " running the release of Coppice that wrote it.",
                () -> Demo.start(folder));
        Files.writeString(version, ours);
    }

    @Test
    void a_setting_the_server_does_not_know_is_told_with_the_place_of_the_log() throws IOException {
        Demo.start(folder).close();
        var settings = folder.resolve("data/postgresql.auto.conf");
        var before = Files.readString(settings);
        Files.writeString(settings, before + "no_such_setting = 1\n");
        var real = folder.toRealPath();
        assertRefused(
                "embedded.start-failed",
                NOT_STARTED + "It did not come up: configuration file \"" + real.resolve("data/postgresql.auto.conf")
                        + "\" contains errors." + UNTOUCHED + "Read " + real.resolve("postgres.log")
                        + ", mend that and start again.",
                () -> Demo.start(folder));
        Files.writeString(settings, before);
    }

    @Test
    void data_without_its_password_is_refused() throws IOException {
        Demo.start(folder).close();
        var password = folder.resolve("password");
        Files.move(password, temporary.resolve("password-elsewhere"));
        var real = folder.toRealPath();
        assertRefused(
                "embedded.password-missing",
                NOT_STARTED + "There is data in " + real.resolve("data") + ", but its password file "
                        + real.resolve("password") + " is gone." + UNTOUCHED
                        + "Put the file back, or give another directory to start afresh.",
                () -> Demo.start(folder));
        Files.move(temporary.resolve("password-elsewhere"), password);
    }

    @Test
    void what_is_not_ours_is_refused() throws IOException {
        var file = Files.createFile(temporary.resolve("a-file"));
        assertRefused(
                "embedded.directory-unusable",
                NOT_STARTED + file + " is not a directory." + UNTOUCHED
                        + "Give a directory, or a path where one can be made.",
                () -> Demo.start(file));
        var foreign = Files.createDirectories(temporary.resolve("foreign/data"));
        assertRefused(
                "embedded.data-unknown",
                NOT_STARTED + foreign.toRealPath() + " exists and is not the data of a PostgreSQL server." + UNTOUCHED
                        + "Move it away, or give another directory.",
                () -> Demo.start(temporary.resolve("foreign")));
    }

    @Test
    void a_place_where_nothing_can_be_made_is_refused() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Demo.start(Path.of("/proc/coppice")))
                .returns("embedded.directory-unusable", CoppiceException::code)
                .withMessageMatching(NOT_STARTED + "The directory /proc/coppice cannot be written to: .+\\." + UNTOUCHED
                        + "Give a directory that belongs to you and has free space\\.");
    }

    @Test
    void what_an_interrupted_first_start_left_is_made_anew() throws Exception {
        var interrupted = Files.createDirectories(temporary.resolve("interrupted"));
        Files.createDirectories(interrupted.resolve("data.unfinished17/base"));
        Files.writeString(interrupted.resolve("password.unfinished"), "hal");
        try (var postgres = Demo.start(interrupted)) {
            assertThat(Demo.ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(interrupted).isDirectoryNotContaining("glob:**/*unfinished*");
    }

    @Test
    void a_folder_with_spaces_quotes_and_letters_of_any_language_is_as_good_as_any() throws Exception {
        try (var postgres = Demo.start(temporary.resolve("o'r d\u00e9j\u00e0 %s"))) {
            assertThat(Demo.ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "$HOME", "`id`", "\\"})
    void a_path_that_a_shell_would_read_otherwise_is_refused(String part) {
        var path = temporary.resolve("a" + part);
        assertRefused(
                "embedded.directory-unusable",
                NOT_STARTED + "The path " + path + " holds a double quote, a dollar sign, a backquote, a backslash or a"
                        + " control character, which PostgreSQL's own programs cannot handle." + UNTOUCHED
                        + "Give a directory without them.",
                () -> Demo.start(path));
        assertThat(path).doesNotExist();
    }

    private static ProcessHandle orphanOf(Path folder) throws Exception {
        var jvm = Demo.inAnotherJvm(folder);
        assertThat(Demo.line(jvm)).startsWith("jdbc:postgresql://127.0.0.1:");
        var server = Postmaster.of(folder.resolve("data")).orElseThrow().process();
        jvm.destroyForcibly().onExit().join();
        assertThat(server.isAlive()).isTrue();
        return server;
    }

    private static void assertRefused(String code, String message, ThrowingCallable start) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(start)
                .withMessage(message)
                .returns(code, CoppiceException::code);
    }
}
