package dev.coppice.prune.internal.brake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@PostgresTest(Isolation.DATABASE)
class WaiterWatchTest {
    private static final int TRIES = 20;

    @Test
    void it_looks_beside_a_chunk_once_somebody_can_have_waited_for_long(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script());
        try (var connection = db.dataSource().getConnection()) {
            var watch = new WaiterWatch(1);
            watch.begins(chunk(Duration.ofHours(1)));
            // Read once a second anyway, so one answer may come too late.
            assertThat(IntStream.range(0, TRIES).anyMatch(again -> {
                        WaiterWatch.look(new Sql(connection), List.of(watch));
                        return !watch.looks();
                    }))
                    .isTrue();
            watch.begins(chunk(Duration.ZERO));
            assertThat(watch.looks()).isTrue();
            watch.ends();
            assertThat(IntStream.range(0, TRIES).anyMatch(again -> {
                        WaiterWatch.look(new Sql(connection), List.of(watch));
                        return !watch.looks();
                    }))
                    .isTrue();
        }
    }

    @Test
    void it_looks_once_for_all_chunks_and_cancels_the_one_that_is_waited_for(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script() + "CREATE TABLE public.one (); CREATE TABLE public.two ()");
        try (var steps = new Interleaving();
                var observer = db.connect();
                var one = db.connect();
                var two = db.connect();
                var waiting = db.connect()) {
            var watches = List.of(new WaiterWatch(1), new WaiterWatch(1), new WaiterWatch(1));
            watches.get(0).begins(locking(one, "public.one"));
            watches.get(1).begins(locking(two, "public.two"));
            var waiter = steps.start("waiter", () -> {
                try (var statement = waiting.createStatement()) {
                    return statement.execute("SELECT 1 FROM public.two");
                }
            });
            steps.awaitBlocked(db.dataSource(), waiting);
            var sql = new Sql(observer);
            WaiterWatch.look(sql, watches);
            assertThat(sql.statements()).as("one that looks, one that cancels").isEqualTo(2);
            assertThat(watches)
                    .allSatisfy(watch -> assertThat(watch.post().readable()).isTrue());
            assertThat(watches.stream().map(WaiterWatch::ends)).containsExactly(false, true, false);
            assertThat(watches.get(1).held().orElseThrow().reason())
                    .startsWith("Session " + waiting.unwrap(PGConnection.class).getBackendPID() + " (");
            two.rollback();
            assertThat(waiter.result()).isTrue();
        }
    }

    private static ChunkSession locking(Connection connection, String table) throws SQLException {
        connection.setAutoCommit(false);
        var sql = new Sql(connection);
        sql.execute("LOCK TABLE " + table);
        return sql.one(
                "SELECT pg_catalog.pg_backend_pid() AS pid, transaction_timestamp()::text AS began",
                row -> new ChunkSession(row.number("pid"), row.text("began"), Duration.ZERO, true));
    }

    private static ChunkSession chunk(Duration patience) {
        return new ChunkSession(1, "2026-01-01 00:00:00+00", patience, true);
    }
}
