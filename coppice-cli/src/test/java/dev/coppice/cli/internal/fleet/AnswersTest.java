package dev.coppice.cli.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.connect.PostgresUrl;
import dev.coppice.cli.internal.connect.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswersTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void one_that_says_nothing_is_cut_off_and_the_others_have_answered() throws Exception {
        var cutOff = new CountDownLatch(1);
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var answers = Answers.within(SHORT, List.of(target("a"), target("b"), target("c")), target -> {
                if (target.called().equals("b")) {
                    listen(silent, cutOff);
                }
                return target.called();
            });

            assertThat(answers.given()).extracting(Answer.Given::value).containsExactly("a", "c");
            assertThat(answers.exitCode()).isEqualTo(4);
            assertThat(answers.failed()).singleElement().satisfies(failed -> {
                assertThat(failed.target().called()).isEqualTo("b");
                assertThat(failed.fault().code()).isEqualTo("target.silent");
                assertThat(failed.fault().message())
                        .isEqualTo("The database was asked, and was waited for no longer. It had not answered after 0"
                                + " seconds. Whether anything was changed there is not known. See what keeps the server,"
                                + " and run the command again once it answers.");
            });
            cutOff.await();
        }
    }

    private static void listen(ServerSocket server, CountDownLatch cutOff) {
        try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            socket.getInputStream().read();
        } catch (IOException closed) {
            cutOff.countDown();
        }
    }

    private static Target target(String name) {
        return new Target(
                Optional.of(name), PostgresUrl.parse("postgresql://127.0.0.1:1/" + name), "a test", Optional.empty());
    }
}
