package dev.coppice.bench.peers;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.bench.BenchOptions;
import dev.coppice.bench.BenchRow;
import dev.coppice.bench.BenchTarget;
import dev.coppice.bench.Benchmark;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That Hibernate is found, and leaves the same rows as the others do, since the benchmark fails otherwise. */
@PostgresTest(DATABASE)
class HibernateTest {

    @Test
    void hibernate_takes_part_when_it_is_on_the_class_path(TestDatabase db) {
        var target = new BenchTarget(db.url(), db.user(), db.password());
        var options = new BenchOptions(List.of(1_500), 1, Duration.ZERO); // more than one batch
        assertThat(Benchmark.named("prune").run(target, options, step -> {}).rows())
                .extracting(BenchRow::name)
                .contains(
                        "1500 sessions, chunks of 250 ms, against Hibernate, HQL deletes",
                        "1500 sessions, chunks of 250 ms, against Hibernate, remove one by one");
    }
}
