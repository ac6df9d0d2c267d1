package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is asked everything at once, for as long as {@code -Dcoppice.soak=PT1H} says, while its heap after a
 * collection and its connections are looked at. What was seen lies in {@code target/soak.csv}.
 */
@PostgresTest(Isolation.DATABASE)
class SoakTest {
    private static final Duration LASTS = Duration.parse(System.getProperty("coppice.soak", "PT20S"));
    private static final int LOOKS = 16;
    private static final int MOST_GROWTH_MIB = 8;
    /** A connection keeps the statements it prepared. */
    private static final int MIB_PER_CONNECTION = 1;
    /** Two pools at their largest. */
    private static final int MOST_CONNECTIONS = 10 + 40 + 32;

    private final TestDatabase database;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ConcurrentHashMap<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
    private final AtomicLong gone = new AtomicLong();

    @TempDir
    Path folder;

    SoakTest(TestDatabase database) {
        this.database = database;
    }

    /**
     * What was seen at one look.
     *
     * @param heap used after a collection, in MiB
     * @param connections of the server
     * @param requests answered so far
     * @param teardowns ended so far
     */
    private record Sight(long heap, long connections, long requests, long teardowns) {}

    @Test
    void heap_and_connections_stay_flat_while_everything_is_asked_at_once() throws Exception {
        var sights = new ArrayList<Sight>();
        try (var server = TenantServer.on(database, folder);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            define(server);
            server.live.work();
            var running = List.of(
                    callers.submit(() -> repeat(number -> read(server, number))),
                    callers.submit(() -> repeat(number -> read(server, number + 1))),
                    callers.submit(() -> repeat(number -> write(server, number))),
                    callers.submit(() -> repeat(number -> takeDown(server, number))));
            try {
                while (sights.size() < LOOKS) {
                    over.await(LASTS.toMillis() / LOOKS, TimeUnit.MILLISECONDS);
                    sights.add(look());
                }
            } finally {
                over.countDown();
            }
            for (var caller : running) {
                caller.get();
            }
        }
        keep(sights);
        assertThat(statuses.keySet()).allMatch(status -> status < 500).contains(200, 202);
        assertThat(gone.get()).isPositive();
        assertThat(sights).allMatch(sight -> sight.connections() <= MOST_CONNECTIONS);
        var opened = sights.getLast().connections() - sights.get(LOOKS / 4).connections();
        assertThat(heap(sights, LOOKS - 4) - heap(sights, LOOKS / 4))
                .as("%s", sights)
                .isLessThan(MOST_GROWTH_MIB + MIB_PER_CONNECTION * opened);
    }

    private static void define(TenantServer server) {
        server.post("settings/definitions", "{'name':'theme'}", server.admin);
        server.post("settings/allow-list", "{'name':'theme','scopeType':'public'}", server.admin);
    }

    private interface Call {
        void run(long number);
    }

    private Void repeat(Call call) {
        for (long number = 0; over.getCount() > 0; number++) {
            call.run(number);
        }
        return null;
    }

    private void read(TenantServer server, long number) {
        var paths =
                List.of("whoami", "settings/public?name=theme", "resources/graph", "operations", "sensors", "routes");
        count(server.get(paths.get((int) (number % paths.size())), server.viewer));
    }

    private void write(TenantServer server, long number) {
        count(server.post(
                "settings/fragments/upsert-all",
                "{'items':[{'name':'theme','scope':{'type':'public'},'value':{'n':" + number + "}}]}",
                server.admin));
    }

    /** A resource comes, and goes by the hands of the server's own jobs. */
    private void takeDown(TenantServer server, long number) {
        var id = "soaked" + number;
        database.execute("INSERT INTO app.graph (graph_id) VALUES ('" + id + "');"
                + "INSERT INTO app.document (graph_id, body) VALUES ('" + id + "', 'text')");
        count(server.post("resources/graph/" + id + "/deprovision", "{'reason':'a soak'}", server.operator));
        // The first is waited for, however short the soak is.
        while (over.getCount() > 0 || gone.get() == 0) {
            var resource = server.get("resources/graph/" + id, server.viewer);
            count(resource);
            if (resource.body().contains("\"deprovisioned\"")) {
                gone.incrementAndGet();
                return;
            }
            database.execute(
                    "UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND execution_time > now()");
        }
    }

    private void count(HttpResponse<String> answer) {
        statuses.computeIfAbsent(answer.statusCode(), status -> new AtomicLong())
                .incrementAndGet();
    }

    private Sight look() throws Exception {
        System.gc();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name LIKE 'coppice-%'")) {
            row.next();
            var requests = statuses.values().stream().mapToLong(AtomicLong::get).sum();
            return new Sight(heap, row.getLong(1), requests, gone.get());
        }
    }

    /** The middle of four looks from one on. */
    private static long heap(List<Sight> sights, int from) {
        var four = sights.subList(from, from + 4).stream()
                .mapToLong(Sight::heap)
                .sorted()
                .toArray();
        return (four[1] + four[2]) / 2;
    }

    private static void keep(List<Sight> sights) throws IOException {
        var lines = new ArrayList<>(List.of("heap MiB,connections,requests,teardowns"));
        sights.forEach(sight ->
                lines.add(sight.heap() + "," + sight.connections() + "," + sight.requests() + "," + sight.teardowns()));
        Files.write(Path.of("target", "soak.csv"), lines);
    }
}
