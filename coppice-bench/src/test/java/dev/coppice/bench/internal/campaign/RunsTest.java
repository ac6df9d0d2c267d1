package dev.coppice.bench.internal.campaign;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.bench.BenchOptions;
import dev.coppice.bench.BenchTarget;
import dev.coppice.bench.internal.Arena;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(DATABASE)
class RunsTest {
    private static final int SESSIONS = 100;

    @Test
    void every_side_removes_what_is_due_and_leaves_the_rest(TestDatabase db) throws SQLException {
        var others = List.<Side>of(
                new IdListLoop(7),
                OurCampaign.usual(Duration.ofMillis(250), true),
                new UnderSnapshot(OurCampaign.usual(Duration.ofMillis(250), false)));
        try (var arena = arena(db);
                var stage = Stage.of(arena, SESSIONS)) {
            var sides = Stream.concat(Stream.of(OneTransaction.values()), others.stream())
                    .toList();
            for (var side : sides) {
                stage.inCopy(connections -> {
                    var before = count(connections.source(), "session");
                    side.prune(connections.source());
                    assertThat(before).isEqualTo(SESSIONS);
                    assertThat(count(connections.source(), "session WHERE status = 'ACTIVE'"))
                            .as(side.title())
                            .isEqualTo(SESSIONS / 10);
                    assertThat(count(connections.source(), "session WHERE status = 'ENDED'"))
                            .as(side.title())
                            .isZero();
                    assertThat(count(connections.source(), "granted")).isEqualTo(SESSIONS / 10);
                    return before;
                });
            }
        }
    }

    @Test
    void a_run_is_the_median_of_its_rounds_with_what_it_took(TestDatabase db) throws SQLException {
        try (var arena = arena(db);
                var stage = Stage.of(arena, SESSIONS)) {
            var result = new Runs(arena, stage)
                    .rounds(List.of(OurCampaign.usual(Duration.ofMillis(250), true)))
                    .getFirst();
            assertThat(result.rows()).isGreaterThan(2 * 9 * SESSIONS / 10);
            assertThat(result.walBytes()).isPositive();
            assertThat(result.server()).isPresent();
            assertThat(result.told())
                    .containsEntry("chunkAimMillis", 250L)
                    .containsKeys("chunks", "chunkP50Millis", "chunkP99Millis", "archiveBytesPerRow");
        }
    }

    @Test
    void a_side_that_leaves_other_rows_is_told_apart(TestDatabase db) throws SQLException {
        try (var arena = arena(db);
                var stage = Stage.of(arena, SESSIONS)) {
            var runs = new Runs(arena, stage);
            runs.run(OneTransaction.KEYS);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> runs.run(new Forgetful()))
                    .withMessageContaining(
                            "Coppice and \"forgetful\" did not do the same: the rows left are not the same.");
        }
    }

    private static Arena arena(TestDatabase db) throws SQLException {
        var target = new BenchTarget(db.url(), db.user(), db.password());
        return Arena.open(target, new BenchOptions(List.of(), 1, Duration.ZERO), step -> {});
    }

    private static long count(DataSource database, String rows) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM coppice_bench." + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Leaves one grant behind, as a delete does that does not know of them. */
    private record Forgetful() implements Side {
        @Override
        public String title() {
            return "forgetful";
        }

        @Override
        public Map<String, Object> prune(DataSource database) throws SQLException {
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE forgotten AS SELECT entity_type, entity_id FROM coppice_bench.granted "
                                + "WHERE entity_id IN (SELECT id::text FROM coppice_bench.session WHERE status = 'ENDED') LIMIT 1");
                OneTransaction.JOINS.prune(database);
                statement.execute("INSERT INTO coppice_bench.granted (entity_type, entity_id) TABLE forgotten");
            }
            return Map.of();
        }
    }
}
