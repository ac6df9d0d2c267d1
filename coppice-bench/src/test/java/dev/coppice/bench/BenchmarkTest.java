package dev.coppice.bench;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That each benchmark runs, and that both sides do the same; figures of a hundred items say nothing. */
@PostgresTest(DATABASE)
class BenchmarkTest {
    private static final BenchOptions SMALL = new BenchOptions(List.of(100), 1, Duration.ofNanos(100_000));

    @ParameterizedTest
    @ValueSource(strings = {"create-each", "update-each", "rename-each", "purge-each"})
    void every_case_is_compared_over_both_links(String name, TestDatabase db) {
        var told = new ArrayList<String>();
        var report = Benchmark.named(name).run(target(db), SMALL, told::add);
        assertThat(report.bench()).isEqualTo(name);
        assertThat(report.rows())
                .hasSize(2 * (4 + 2)) // a thousandth of a hundred items is none
                .allSatisfy(row -> {
                    assertThat(row.unit()).isEqualTo("ms");
                    assertThat(row.ratio()).isEqualTo(row.baseline() / row.ours());
                    assertThat(row.facts())
                            .containsEntry("items", 100)
                            .containsKeys("badShare", "link", "against", "statements", "baselineStatements");
                })
                .extracting(BenchRow::name)
                .contains(
                        "100 items, 10 % bad, direct, against savepoint per item",
                        "100 items, 0 % bad, +0.1 ms, against jOOQ batch")
                .doesNotHaveDuplicates();
        assertThat(report.machine().roundTripMillis()).containsOnlyKeys("direct", "+0.1 ms");
        assertThat(told).contains("100 items, 1 % bad, direct");
        db.execute("CREATE SCHEMA coppice_bench"); // since nothing is left behind
    }

    @Test
    void merged_reads_and_writes_together_are_compared(TestDatabase db) {
        var small = new BenchOptions(List.of(200), 1, Duration.ZERO);
        var report = Benchmark.named("settings-read").run(target(db), small, step -> {});
        assertThat(report.rows())
                .extracting(BenchRow::name)
                .containsExactly(
                        "200 fragments, 500 cold reads, direct, against select by hand",
                        "200 fragments, 500 cold reads, direct, against the statement of Coppice alone",
                        "200 fragments, 500 warm reads, direct, against select by hand",
                        "200 fragments, 500 warm reads, direct, against the statement of Coppice alone",
                        "upsertEach of 200 fragments, direct, against upsert one by one",
                        "upsertAll of 200 fragments, direct, against upsert one by one");
        assertThat(report.rows().get(2).facts()).containsEntry("statements", 0);
        db.execute("CREATE SCHEMA coppice_bench"); // since nothing is left behind
    }

    @Test
    void teardowns_are_shared_by_nodes_and_none_is_lost_or_done_twice(TestDatabase db) {
        var small = new BenchOptions(List.of(60), 1, Duration.ZERO);
        var report = Benchmark.named("teardown").run(target(db), small, step -> {});
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo("60 teardowns, 3 nodes against one");
            assertThat(row.facts()).containsEntry("twice", 0).containsEntry("lost", 0);
        });
        db.execute("CREATE SCHEMA coppice_bench"); // since nothing is left behind
    }

    @Test
    void a_large_backup_is_restored_and_what_comparing_takes_is_told(TestDatabase db) {
        var report = Benchmark.named("restore").run(target(db), SMALL, step -> {});
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo("200 rows restored, compared, against not compared");
            assertThat(row.ratio()).isBetween(0.0, 1.0).isEqualTo(row.ours() / row.baseline());
            assertThat(row.facts()).containsEntry("rowsRestored", 200L).containsKeys("tookMillis", "comparingMillis");
        });
    }

    @Test
    void a_prune_is_compared_over_both_links(TestDatabase db) {
        var report = Benchmark.named("prune-op").run(target(db), SMALL, step -> {});
        assertThat(report.rows())
                .extracting(BenchRow::name)
                .containsExactly(
                        "100 sessions, direct, against one delete by hand",
                        "100 sessions, direct, against loop by key",
                        "100 sessions, +0.1 ms, against one delete by hand",
                        "100 sessions, +0.1 ms, against loop by key");
        assertThat(report.rows().getLast().facts()).containsEntry("baselineStatements", 401);
    }

    @Test
    void f33_campaigns_are_compared_on_copies_that_are_gone_afterwards(TestDatabase db) {
        var told = new ArrayList<String>();
        var report = Benchmark.named("prune").run(target(db), SMALL, told::add);
        assertThat(report.rows())
                .allSatisfy(row -> {
                    assertThat(row.unit()).isEqualTo("rows/s");
                    assertThat(row.ratio()).isEqualTo(row.ours() / row.baseline());
                    assertThat(row.facts())
                            .containsKeys("items", "against", "rowsRemoved", "walBytesPerRow", "chunkP99Millis");
                })
                .extracting(row -> row.name().replaceAll("hand \\(.*\\)", "hand"))
                .containsExactly(
                        "100 sessions, chunks of 250 ms, against one delete by hand",
                        "100 sessions, chunks of 1000 ms, against one delete by hand",
                        "100 sessions, chunks of 250 ms, archived, against one delete by hand",
                        "100 sessions, chunks of 1000 ms, archived, against one delete by hand",
                        "100 sessions, chunks of 250 ms, against chunks of 250 ms, no brakes",
                        "100 sessions, chunks of 250 ms, against loop of id lists",
                        "30 sessions, chunks of 250 ms, against one delete by hand",
                        "30 sessions, chunks of 250 ms, against slow peer");
        assertThat(report.rows().get(2).facts()).containsKey("archiveBytesPerRow");
        assertThat(told).contains("round 1 of 1: loop of id lists");
        db.execute("CREATE DATABASE coppice_bench_template");
        db.execute("DROP DATABASE coppice_bench_template");
    }

    @Test
    void a_large_campaign_is_held_against_a_small_one(TestDatabase db) {
        var report = Benchmark.named("prune-flat").run(target(db), SMALL, step -> {});
        assertThat(report.rows())
                .extracting(BenchRow::name, BenchRow::unit)
                .containsExactly(
                        tuple("100 sessions, against 10, rate", "rows/s"),
                        tuple("100 sessions, against 10, live heap", "MiB"));
        assertThat(report.rows().getLast().baseline()).isPositive();
    }

    @Test
    void campaigns_of_several_workers_are_held_against_one_of_a_single_worker(TestDatabase db) {
        var report = Benchmark.named("prune-workers").run(target(db), SMALL, step -> {});
        assertThat(report.rows())
                .extracting(BenchRow::name, BenchRow::unit)
                .containsExactly(
                        tuple("100 sessions, chunks of 250 ms, 2 workers, against one", "rows/s"),
                        tuple("100 sessions, chunks of 250 ms, 4 workers, against one", "rows/s"));
    }

    @Test
    void others_are_served_beside_a_campaign_at_a_rate_that_does_not_wait(TestDatabase db) {
        var report = Benchmark.named("prune-foreground").run(target(db), SMALL, step -> {});
        assertThat(report.rows())
                .extracting(BenchRow::name, BenchRow::unit)
                .containsExactly(
                        tuple(
                                "100 sessions, p99 of others beside chunks of 50 ms, with a probe, against nothing",
                                "ms"),
                        tuple("100 sessions, p99 of others beside chunks of 250 ms, no brakes, against nothing", "ms"),
                        tuple("100 sessions, p99 of others beside one delete by hand (IN), against nothing", "ms"),
                        tuple(
                                "100 sessions, chunks of 50 ms, with a probe, against chunks of 250 ms, no brakes",
                                "rows/s"));
        assertThat(report.rows().getFirst().facts())
                .hasEntrySatisfying(
                        "idleTransactions", served -> assertThat((int) served).isBetween(100, 10_000))
                .containsKeys("rowsPerSecond", "othersP50Millis", "othersP99Millis", "othersMaxMillis");
    }

    @Test
    void a_database_that_is_there_already_is_not_touched(TestDatabase db) {
        db.execute("CREATE DATABASE coppice_bench_template");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Benchmark.named("prune").run(target(db), SMALL, step -> {}))
                .withMessage("The benchmark was not run. The server has a database coppice_bench_template or "
                        + "coppice_bench_scene already. Nothing was done. If no other benchmark is running, drop them: "
                        + "DROP DATABASE coppice_bench_template; DROP DATABASE coppice_bench_scene.");
        db.execute("DROP DATABASE coppice_bench_template");
    }

    @Test
    void a_schema_that_is_there_already_is_not_touched(TestDatabase db) {
        db.execute("CREATE SCHEMA coppice_bench; CREATE TABLE coppice_bench.precious (id int PRIMARY KEY)");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Benchmark.named("create-each").run(target(db), SMALL, step -> {}))
                .withMessage(
                        "The benchmark was not run. The database has a schema coppice_bench already. Nothing was done. "
                                + "If no other benchmark is running, drop it: DROP SCHEMA coppice_bench CASCADE.");
        db.execute("TABLE coppice_bench.precious");
    }

    private static BenchTarget target(TestDatabase db) {
        return new BenchTarget(db.url(), db.user(), db.password());
    }
}
