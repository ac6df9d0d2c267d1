package dev.coppice.prune.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Database;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Replay one graph with {@code -Dcoppice.seed=N}. */
@PostgresTest(Isolation.DATABASE)
class ClosurePropertyTest {
    private static final int GRAPHS = 60;

    @Test
    void every_order_is_one_postgresql_takes_and_deletes_exactly_what_the_rules_say(TestDatabase db) throws Exception {
        new CoppiceSchema(db.dataSource()).migrate();
        var replayed = Long.getLong("coppice.seed");
        var seeds = replayed == null ? LongStream.rangeClosed(1, GRAPHS).toArray() : new long[] {replayed};
        for (var seed : seeds) {
            db.execute("DROP SCHEMA ${schema} CASCADE; CREATE SCHEMA ${schema}");
            check(db, seed);
        }
    }

    private static void check(TestDatabase db, long seed) throws Exception {
        var graph = new RandomGraph(seed);
        graph.create(db);
        var policy = graph.policy(db.schema());
        var expected = graph.expected(db.schema());
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var checked = new Database(db).check(policy);
            for (var counted : new boolean[] {true, false}) {
                assertThat(new ChunkRun(connection, checked, counted).run("2026-06-01 00:00:00+00", 1000))
                        .as("seed %d: %s", seed, graph)
                        .isEqualTo(expected);
                connection.rollback();
            }
        }
    }
}
