package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a server that does not answer as it should, and what is not asked of it twice. */
class RemoteTest {
    private static final String JSON = "application/json";
    private static final String NO_HOLD = "{\"items\":[],\"next\":null}";

    @TempDir
    Path folder;

    @Test
    void a_server_that_is_not_there_is_told_in_four_parts() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        var run = ask(port, "hold", "list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "server: http://127.0.0.1:" + port + ", from --server\ncoppice: server.unreachable\nNo answer "
                                + "of http://127.0.0.1:" + port
                                + " could be had. No server answered there. Nothing was done. Check "
                                + "host and port in the address, and that the server runs and listens there.\n");
    }

    @Test
    void what_reads_is_asked_once_more_when_its_connection_breaks() {
        try (var server = StandIn.answering(200, JSON, NO_HOLD).losing(1)) {
            assertThat(ask(server.port(), "hold", "list").out()).isEqualTo("There is no hold.\n");
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void what_acts_is_asked_once_more_under_the_same_key() {
        var frozen = "{\"frozen\":true}";
        try (var server = StandIn.answering(200, JSON, frozen).losing(1)) {
            assertThat(ask(server.port(), "freeze", "--reason", "für Anna").exitCode())
                    .isZero();
            assertThat(server.asked()).hasSize(2);
            assertThat(server.asked().getFirst().key()).isNotNull();
            assertThat(server.asked().get(1)).isEqualTo(server.asked().getFirst());
            assertThat(server.asked().getFirst().body()).isEqualTo("{\"reason\":\"für Anna\"}");
        }
    }

    @Test
    void what_takes_away_has_no_key_and_is_not_asked_again() {
        try (var server = StandIn.answering(200, JSON, "{\"frozen\":false}").losing(1)) {
            var run = ask(server.port(), "unfreeze", "--reason", "x", "--json");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.json().at("/error/code").asString()).isEqualTo("server.connection-lost");
            assertThat(run.json().at("/error/effect").asString()).isEqualTo("UNKNOWN");
            assertThat(run.json().at("/error/retry").asString()).isEqualTo("NEVER");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void an_act_is_asked_under_its_key_until_the_server_is_back() {
        try (var server = StandIn.answering(200, JSON, "{\"frozen\":true}").losing(3)) {
            var run = ask(server.port(), "freeze", "--reason", "x");

            assertThat(run.exitCode()).isZero();
            assertThat(run.err())
                    .endsWith(
                            "The answer did not come: asking again under the same key, 5m at most; while the server is"
                                    + " at it, as long as that takes.\n");
            assertThat(server.asked().stream().map(StandIn.Asked::key)).hasSize(4);
            assertThat(server.asked().stream().map(StandIn.Asked::key).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void an_act_whose_answer_is_lost_for_too_long_has_an_unknown_end() {
        try (var server = StandIn.answering(200, JSON, "{\"frozen\":true}").losing(2)) {
            assertThat(ask(server.port(), "freeze", "--reason", "x", "--patience", "0s")
                            .err())
                    .contains("coppice: server.connection-lost", "Whether the change was made is unknown.");
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void a_server_that_is_back_before_its_database_does_not_say_that_nothing_was_done() {
        try (var server = StandIn.answering(200, JSON, "{\"frozen\":true}")
                .losing(1)
                .failing(2, 503, "application/problem+json", "{\"code\":\"server.database-unreachable\"}")) {
            assertThat(ask(server.port(), "freeze", "--reason", "x").exitCode()).isZero();
            assertThat(server.asked().stream().map(StandIn.Asked::key)).hasSize(4);
        }
    }

    @Test
    void an_act_is_asked_again_until_what_stands_before_the_server_reaches_it() {
        try (var server =
                StandIn.answering(200, JSON, "{\"frozen\":true}").failing(2, 502, "text/html", "bad gateway")) {
            assertThat(ask(server.port(), "freeze", "--reason", "x").exitCode()).isZero();
            assertThat(server.asked().stream().map(StandIn.Asked::key).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void what_stands_before_a_server_that_is_away_is_not_taken_for_it() {
        try (var server = StandIn.answering(502, "text/html", "<html>bad gateway</html>")) {
            assertThat(ask(server.port(), "hold", "list").err()).contains("coppice: server.connection-lost");
            assertThat(ask(server.port(), "freeze", "--reason", "x", "--json", "--patience", "0s")
                            .json()
                            .at("/error/effect")
                            .asString())
                    .isEqualTo("UNKNOWN");
        }
    }

    @Test
    void a_problem_ends_the_command_as_it_would_have_ended_here() {
        var problem =
                "{\"status\":409,\"detail\":\"Told in four parts.\",\"code\":\"hold.released\",\"kind\":\"refused\","
                        + "\"effect\":\"none\",\"retry\":\"after_fix\",\"index\":2}";
        try (var server = StandIn.answering(409, "application/problem+json", problem)) {
            var run = ask(server.port(), "hold", "release", "1", "--reason", "x", "--json");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).endsWith("coppice: hold.released\nTold in four parts.\n");
            assertThat(run.json().at("/error/retry").asString()).isEqualTo("AFTER_FIX");
            assertThat(run.json().at("/error/index").asInt()).isEqualTo(2);
        }
    }

    @Test
    void a_redirect_is_told_and_no_token_follows_it() {
        try (var server = StandIn.answering(302, "text/html", "")) {
            assertThat(ask(server.port(), "hold", "list").err())
                    .contains("coppice: server.redirected", "It sends its callers to https://elsewhere.example.");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void what_is_no_coppice_server_is_not_taken_for_one() {
        try (var server = StandIn.answering(200, "text/html", "<html>hello</html>")) {
            assertThat(ask(server.port(), "hold", "list").err())
                    .contains(
                            "coppice: server.not-understood",
                            "Its answer to GET /api/v1/holds is not what this command understands.",
                            "Check that a Coppice server is what answers there.")
                    .doesNotContain("<html>");
        }
    }

    @Test
    void a_server_of_another_version_is_named() {
        try (var server = StandIn.answering(200, JSON, "{\"version\":\"7.1\"}")) {
            assertThat(ask(server.port(), "hold", "list").err())
                    .contains(
                            "It is version 7.1, this command is development.",
                            "Use a command of the server's version.");
        }
    }

    @Test
    void an_act_that_is_not_understood_may_have_been_carried_out() {
        try (var server = StandIn.answering(200, JSON, "[]")) {
            assertThat(ask(server.port(), "freeze", "--reason", "x", "--json")
                            .json()
                            .at("/error/effect")
                            .asString())
                    .isEqualTo("UNKNOWN");
        }
    }

    @Test
    void no_token_goes_over_an_open_line_unless_that_is_said() {
        assertThat(CommandRun.of("hold", "list", "--server", "http://10.255.0.1:1", "--token", "cop_x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: server.in-the-clear", "token and data could be read on the way");
    }

    @Test
    void a_token_is_read_from_a_file_that_is_its_owners_alone() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "cop_secret\n");
        try (var server = StandIn.answering(200, JSON, NO_HOLD)) {
            var address = "http://127.0.0.1:" + server.port();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            var open = CommandRun.of("hold", "list", "--server", address, "--token-file", file.toString());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var closed = CommandRun.of("hold", "list", "--server", address, "--token-file", file.toString());
            var none = CommandRun.of("hold", "list", "--server", address);

            assertThat(open.err()).contains("coppice: server.token-file-open", "chmod 600");
            assertThat(closed.exitCode()).isZero();
            assertThat(none.err()).contains("coppice: server.no-token");
        }
    }

    @Test
    void a_token_that_is_none_is_not_sent() {
        try (var server = StandIn.answering(200, JSON, NO_HOLD)) {
            var run = CommandRun.of(
                    "hold", "list", "--server", "http://127.0.0.1:" + server.port(), "--token", "two words");

            assertThat(run.err()).contains("coppice: server.bad-token").doesNotContain("two words");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void a_server_is_believed_by_its_certificate() throws Exception {
        var store = folder.resolve("server.p12");
        var trusted = folder.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-keystore", store.toString(), "-file", trusted.toString());
        try (var server = StandIn.secured(context(store))) {
            var address = "https://127.0.0.1:" + server.port();

            assertThat(CommandRun.of("hold", "list", "--server", address, "--token", "t")
                            .err())
                    .contains("coppice: server.untrusted", "--ca-file");
            assertThat(CommandRun.of(
                                    "hold",
                                    "list",
                                    "--server",
                                    address,
                                    "--token",
                                    "t",
                                    "--ca-file",
                                    trusted.toString())
                            .out())
                    .isEqualTo("There is no hold.\n");
            assertThat(CommandRun.of("hold", "list", "--server", address, "--token", "t", "--ca-file", store.toString())
                            .err())
                    .contains("coppice: server.bad-ca-file");
        }
    }

    @Test
    void a_server_without_tls_is_told_from_one_that_is_not_trusted() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerInTheClear(socket));

            var run = CommandRun.of(
                    "hold", "list", "--server", "https://127.0.0.1:" + socket.getLocalPort(), "--token", "t");

            assertThat(run.err()).contains("coppice: server.no-tls", "whether its address begins with http://");
        }
    }

    private static void answerInTheClear(ServerSocket socket) {
        try (var caller = socket.accept()) {
            // Once the greeting is here, the answer cannot overtake it.
            caller.getInputStream().read();
            caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            caller.getInputStream().readAllBytes();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void what_a_server_is_still_at_is_asked_for_until_it_has_ended() {
        var busy = "{\"detail\":\"It is under way.\",\"code\":\"idempotency.in-progress\",\"kind\":\"conflict\","
                + "\"effect\":\"none\",\"retry\":\"safe\"}";
        try (var server =
                StandIn.answering(200, JSON, "{\"frozen\":true}").losing(1).busy(1, busy)) {
            assertThat(ask(server.port(), "freeze", "--reason", "x").exitCode()).isZero();
            assertThat(server.asked()).hasSize(3);
            assertThat(server.asked().stream().map(StandIn.Asked::key).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void what_a_server_knows_better_is_not_taken() {
        assertThat(ask(1, "freeze", "--reason", "x", "--actor", "ana"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--actor is not taken with a server: who acts is told by the token.");
    }

    private static CommandRun ask(int port, String... words) {
        return CommandRun.of(Stream.concat(
                        Arrays.stream(words),
                        Stream.of("--server", "http://127.0.0.1:" + port, "--token", "cop_secret"))
                .toArray(String[]::new));
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store)) {
            keys.load(bytes, "changeit".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... words) throws IOException, InterruptedException {
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = Stream.concat(
                        Stream.of(tool), Stream.concat(Arrays.stream(words), Stream.of("-storepass", "changeit")))
                .toList();
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
