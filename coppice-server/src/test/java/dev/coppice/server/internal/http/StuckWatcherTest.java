package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coppice.server.ServerConfig.Address;
import dev.coppice.server.ServerConfig.Exposure;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Throttle;
import dev.coppice.server.internal.health.Meters;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.replay.Answers;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A caller who asks for events and never reads: what it is sent fills every buffer on the way, and the writer waits. */
@PostgresTest(maxLog = Level.WARN) // the container says that a write was cut short
class StuckWatcherTest {
    private static final String MUCH = "x".repeat(16 * 1024 * 1024);

    @Test
    void who_reads_nothing_does_not_keep_the_server_from_stopping(TestDatabase database) throws Exception {
        var looks = new AtomicInteger();
        var looked = new CountDownLatch(3);
        var source = new EventSource("much", Duration.ofMillis(1), () -> {
            looked.countDown();
            return new Snapshot(MUCH + looks.incrementAndGet(), false);
        });
        var route = Route.get("/events", request -> new Reply.Events(source))
                .access(Access.ANONYMOUS)
                .streams();
        var home = new HomeDatabase(database.dataSource());
        try (var answers = new Answers(home);
                var meters = new Meters("test");
                var socket = BoundSocket.open(new Address("127.0.0.1", 0, new Exposure.Loopback()))) {
            var gatekeeper = new Gatekeeper(home, new Throttle(System::nanoTime), Optional.empty());
            var engine = HttpEngine.start(
                    new RouteTable(List.of(route)),
                    new HttpEngine.Services(gatekeeper, StuckWatcherTest::noPage, meters, answers),
                    new HttpEngine.Terms(new Exposure.Loopback(), Limits.USUAL),
                    socket);
            try (var deaf = asking((InetSocketAddress) socket.getLocalAddress())) {
                assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();

                assertTimeoutPreemptively(Duration.ofSeconds(5), engine::close);

                assertThat(deaf.isConnected()).isTrue();
            } finally {
                engine.close();
            }
        }
    }

    private static Reply.Page noPage(Problem problem) {
        throw new AssertionError("no page is asked for: " + problem);
    }

    private static Socket asking(InetSocketAddress address) throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.getOutputStream()
                .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
