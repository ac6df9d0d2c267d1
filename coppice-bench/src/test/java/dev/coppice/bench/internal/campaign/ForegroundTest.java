package dev.coppice.bench.internal.campaign;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.bench.BenchOptions;
import dev.coppice.bench.BenchTarget;
import dev.coppice.bench.internal.Arena;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@PostgresTest(DATABASE)
class ForegroundTest {
    private static final Duration STALL = Duration.ofMillis(400);

    @Test
    void percentiles_are_times_that_were_measured() {
        var latencies = Latencies.of(LongStream.rangeClosed(1, 200).map(millis -> millis * 1_000_000));
        assertThat(latencies.facts("others").entrySet())
                .extracting(Map.Entry::getKey, fact -> fact.getValue().toString())
                .containsExactly(
                        tuple("othersTransactions", "200"),
                        tuple("othersP50Millis", "100.0"),
                        tuple("othersP99Millis", "198.0"),
                        tuple("othersMaxMillis", "200.0"));
        assertThat(latencies.and(Latencies.of(LongStream.of(1_000_000_000))).facts("all"))
                .containsEntry("allTransactions", 201);
        assertThat(Latencies.of(LongStream.empty()).p99Millis()).isZero();
    }

    @Test
    void a_stall_counts_for_all_that_come_due_meanwhile(TestDatabase db) throws SQLException {
        var target = new BenchTarget(db.url(), db.user(), db.password());
        try (var arena = Arena.open(target, new BenchOptions(List.of(), 1, Duration.ZERO), step -> {});
                var stage = Stage.of(arena, 100)) {
            var others = stage.inCopy(connections -> {
                try (var load = Foreground.warm(connections.source())) {
                    return load.beside(() -> {
                        try (var connection = connections.source().getConnection();
                                var statement = connection.createStatement()) {
                            connection.setAutoCommit(false);
                            statement.execute("LOCK TABLE coppice_bench.hot, coppice_bench.message");
                            Foreground.rest(STALL);
                            connection.commit();
                        }
                    });
                }
            });
            // Due each 5 ms. Those of the first half of the stall alone have waited for the other half.
            var waited =
                    others.nanos().filter(nanos -> nanos >= STALL.toNanos() / 2).count();
            assertThat(waited).isGreaterThanOrEqualTo(STALL.toMillis() / 2 / 5 - 2);
        }
    }
}
