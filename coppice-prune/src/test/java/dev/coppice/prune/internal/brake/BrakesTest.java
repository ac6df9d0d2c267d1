package dev.coppice.prune.internal.brake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Percentage;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakeTime;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.ByteSize;
import dev.coppice.prune.Database;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each brake with the thing it looks at. */
@PostgresTest(Isolation.DATABASE)
class BrakesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Verdict FREE = new Verdict(List.of(), false);

    @BeforeEach
    void table(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.item (id int PRIMARY KEY, note text) WITH (autovacuum_enabled = off);"
                        + "INSERT INTO app.item SELECT i, repeat('x', 100) FROM generate_series(1, 20000) AS i;"
                        + "CREATE TABLE app.flag (go bool); INSERT INTO app.flag VALUES (true); ANALYZE app.item");
    }

    @Test
    void without_brakes_there_is_no_thread_and_no_wait(TestDatabase db) {
        try (var governor = governor(db, BrakesConfig.NONE)) {
            assertThat(governor.verdict()).isEqualTo(FREE);
        }
    }

    @Test
    void without_a_replica_its_brakes_hold_nothing(TestDatabase db) throws InterruptedException {
        try (var governor = governor(
                db,
                BrakesConfig.NONE
                        .replicaLag(BrakeTime.of(Duration.ofSeconds(1)))
                        .replicaBytes(ByteSize.parse("1KiB")))) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
        }
    }

    @Test
    void a_held_snapshot_slows_and_names_its_holder(TestDatabase db) throws Exception {
        var brakes = BrakesConfig.NONE.oldestSnapshot(BrakeTime.of(Duration.ofMillis(300)));
        try (var governor = governor(db, brakes);
                var report = db.connect()) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
            report.setAutoCommit(false);
            report.createStatement()
                    .execute(
                            "SET application_name = 'report'; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM app.item");
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.stops()).isFalse();
            assertThat(held.slows()).isTrue();
            assertThat(held.held().getFirst().reason())
                    .startsWith("Session " + pid(report) + " (" + db.user() + ", report) has held a snapshot for ")
                    .endsWith(" s, limit 300ms.");
            assertThat(held.held().getFirst().utilisation().orElseThrow()).isGreaterThanOrEqualTo(1);
            report.rollback();
            until(governor, verdict -> verdict.held().isEmpty());
        }
    }

    @Test
    void one_that_has_written_and_idles_slows_without_a_snapshot(TestDatabase db) throws Exception {
        try (var governor = governor(db, BrakesConfig.NONE.oldestSnapshot(BrakeTime.of(Duration.ofMillis(300))));
                var writer = db.connect()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("UPDATE app.flag SET go = true");
            var pid = pid(writer);
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.held().getFirst().reason()).startsWith("Session " + pid + " ");
            writer.rollback();
        }
    }

    @Test
    void a_vacuum_of_a_table_of_the_plan_stops_and_one_of_another_does_not(TestDatabase db) throws Exception {
        db.execute("DELETE FROM app.item WHERE id % 2 = 0");
        try (var governor = governor(db, BrakesConfig.NONE.autovacuum(true));
                var elsewhere = new Governor(
                        db.dataSource(), 1, BrakesConfig.NONE.autovacuum(true), List.of(oid(db, "app.flag")));
                var steps = new Interleaving(LONG);
                var other = db.connect()) {
            elsewhere.tuned(Map.of());
            var pid = pid(other);
            var vacuum = steps.start("vacuum", () -> {
                try (var statement = other.createStatement()) {
                    statement.execute("SET vacuum_cost_delay = 50");
                    statement.execute("SET vacuum_cost_limit = 1");
                    return statement.execute("VACUUM app.item");
                } catch (SQLException cancelled) {
                    return false;
                }
            });
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.stops()).isTrue();
            assertThat(held.held().getFirst().reason()).startsWith("Session " + pid + " vacuums app.item, phase ");
            assertThat(until(elsewhere, verdict -> !verdict.pending()).held()).isEmpty();
            db.execute("SELECT pg_catalog.pg_cancel_backend(" + pid + ")");
            vacuum.join();
            until(governor, verdict -> verdict.held().isEmpty());
        }
    }

    @Test
    void f32_dead_rows_of_others_stop_and_those_of_the_campaign_do_not(TestDatabase db) throws InterruptedException {
        db.execute(
                "INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at,"
                        + " requested_by, requested_reason, chunk_time_ms, state_reason, created_at, changed_at)"
                        + " VALUES ('p', 'app', 'item', repeat('0', 64), 'f', '{}', now(), 'ann', 'r', 250, 'It was created.', now(), now())");
        db.execute("DELETE FROM app.item WHERE id <= 8000; SELECT pg_catalog.pg_stat_force_next_flush()");
        try (var governor = governor(db, BrakesConfig.NONE.deadRows(Percentage.parse("20%")))) {
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.held().getFirst().reason())
                    .isEqualTo("app.item has 40.0% dead rows that are not its own, limit 20%.");
            db.execute(
                    "INSERT INTO coppice.campaign_table (campaign_id, table_schema, table_name, rows_deleted, rows_edited)"
                            + " VALUES (1, 'app', 'item', 8000, 0)");
            until(governor, verdict -> verdict.held().isEmpty());
            // Rows that went with a dropped partition have left no dead ones.
            db.execute(
                    "INSERT INTO coppice.campaign_partition (campaign_id, table_schema, table_name, state, rows, bytes, statement, decided_at)"
                            + " VALUES (1, 'app', 'item_1', 'dropped', 8000, 1, 's', now())");
            until(governor, verdict -> !verdict.held().isEmpty());
        }
    }

    @Test
    void writing_more_wal_than_allowed_stops(TestDatabase db) throws InterruptedException {
        try (var governor = governor(db, BrakesConfig.NONE.walRate(ByteSize.parse("1GiB")))) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
        }
        try (var governor = governor(db, BrakesConfig.NONE.walRate(ByteSize.parse("1KiB")))) {
            var rounds = new int[1];
            until(governor, verdict -> {
                db.execute("UPDATE app.item SET note = 'y' WHERE id = " + ++rounds[0]);
                db.execute("SELECT pg_catalog.pg_logical_emit_message(false, 'x', repeat('x', 100000))");
                return verdict.held().stream()
                        .anyMatch(held -> held.utilisation().isPresent());
            });
            until(governor, verdict -> verdict.held().isEmpty());
        }
    }

    @Test
    void a_query_of_ones_own_opens_closes_and_must_answer(TestDatabase db) throws InterruptedException {
        var brakes = BrakesConfig.NONE.sql("SELECT go FROM app.flag");
        try (var governor = governor(db, brakes)) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
            db.execute("UPDATE app.flag SET go = false");
            assertThat(reason(governor)).isEqualTo("The query says false.");
            db.execute("UPDATE app.flag SET go = true");
            until(governor, verdict -> verdict.held().isEmpty());
            db.execute("UPDATE app.flag SET go = NULL");
            assertThat(reason(governor)).isEqualTo("The query must yield one row with a value, and yielded null.");
        }
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT 1.5"))).isEqualTo("The query says 1.5, limit 1.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT 'high'")))
                .isEqualTo("The query must yield a truth or a number.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT true FROM generate_series(1, 2)")))
                .isEqualTo("The query must yield one row with a value, and yielded 2 rows.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT true FROM flag")))
                .isEqualTo("It could not be read: the database refused with SQLSTATE 42P01.");
        assertThat(reason(db, BrakesConfig.NONE.sql("UPDATE app.flag SET go = true RETURNING go")))
                .isEqualTo("It could not be read: the database refused with SQLSTATE 42601.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT true; COMMIT; DELETE FROM app.flag; SELECT true")))
                .isEqualTo("It could not be read: the database refused with SQLSTATE 42601.");
        assertThat(new Database(db).list("SELECT go::text FROM app.flag")).hasSize(1);
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT 1.5;"))).isEqualTo("The query says 1.5, limit 1.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT FROM app.flag")))
                .isEqualTo("The query must yield one row with a value, and yielded no column.");
        assertThat(reason(db, BrakesConfig.NONE.sql("SELECT true FROM pg_catalog.pg_sleep(60)")))
                .isEqualTo("It could not be read within a second.");
    }

    @Test
    void a_probe_that_takes_longer_than_allowed_stops(TestDatabase db) throws InterruptedException {
        assertThat(reason(db, BrakesConfig.NONE.probe("SELECT FROM pg_catalog.pg_sleep(0.2)", Duration.ofMillis(100))))
                .startsWith("The probe took 2")
                .endsWith(" ms, limit 100ms.");
        assertThat(reason(db, BrakesConfig.NONE.probe("SELECT FROM pg_catalog.pg_sleep(60)", Duration.ofMillis(100))))
                .isEqualTo("It could not be read within a second.");
        try (var governor = governor(db, BrakesConfig.NONE.probe("SELECT 1", Duration.ofSeconds(1)))) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
        }
    }

    @Test
    void an_address_that_answers_otherwise_or_not_at_all_stops(TestDatabase db) throws Exception {
        var never = new CountDownLatch(1);
        try (var threads = Executors.newCachedThreadPool()) {
            var server = serve(threads, never);
            var address = "http://127.0.0.1:" + server.getAddress().getPort();
            try (var governor = governor(db, BrakesConfig.NONE.http(URI.create(address + "/200")))) {
                assertThat(until(governor, verdict -> !verdict.pending()).held())
                        .isEmpty();
            }
            assertThat(reason(db, BrakesConfig.NONE.http(URI.create(address + "/500"))))
                    .isEqualTo("The address answered 500.");
            assertThat(reason(db, BrakesConfig.NONE.http(URI.create(address + "/302"))))
                    .isEqualTo("The address answered 302.");
            assertThat(reason(db, BrakesConfig.NONE.http(URI.create(address + "/never"))))
                    .isEqualTo("The address did not answer within a second.");
            server.stop(0);
            never.countDown();
            assertThat(reason(db, BrakesConfig.NONE.http(URI.create(address + "/200"))))
                    .isEqualTo("The address could not be reached.");
        }
    }

    @Test
    void a_brake_that_hangs_keeps_no_other_from_being_read(TestDatabase db) throws InterruptedException {
        var brakes = BrakesConfig.NONE.waiters(true).sql("SELECT true FROM pg_catalog.pg_sleep(60)");
        try (var governor = governor(db, brakes)) {
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.names()).containsExactly(BrakeName.SQL);
        }
    }

    @Test
    void what_is_set_while_it_runs_is_followed(TestDatabase db) throws InterruptedException {
        try (var governor = governor(db, BrakesConfig.NONE.sql("SELECT 2"))) {
            assertThat(reason(governor)).isEqualTo("The query says 2.0, limit 1.");
            governor.tuned(Map.of(BrakeName.SQL, BrakeName.OFF));
            assertThat(governor.verdict()).isEqualTo(FREE);
            governor.tuned(Map.of(BrakeName.SQL, "on"));
            assertThat(governor.verdict().stops()).isTrue();
        }
    }

    @Test
    void what_is_set_as_before_keeps_what_it_knows(TestDatabase db) throws InterruptedException {
        var brakes =
                BrakesConfig.NONE.waiters(true).walRate(ByteSize.parse("1GiB")).sql("SELECT 2");
        try (var governor = governor(db, brakes)) {
            until(governor, verdict -> !verdict.pending());
            governor.tuned(Map.of(BrakeName.SQL, BrakeName.OFF));
            assertThat(governor.verdict()).isEqualTo(FREE);
            governor.tuned(Map.of(BrakeName.SQL, BrakeName.OFF, BrakeName.WAL_RATE, "2GiB"));
            assertThat(governor.verdict().pending()).isTrue();
            assertThat(until(governor, verdict -> !verdict.pending())).isEqualTo(FREE);
        }
    }

    @Test
    void a_pool_without_a_connection_is_told() {
        var post = new Post(new OldestSnapshot(LONG));
        post.failed(new SqlFailure(new SQLException("the pool is empty")));
        assertThat(post.held().orElseThrow().reason()).isEqualTo("It could not be read: no connection was to be had.");
    }

    @Test
    void an_error_nobody_expected_holds(TestDatabase db) throws SQLException {
        try (var connection = db.connect()) {
            var post = new Post(new Probe("SELECT 1", LONG, () -> {
                throw new IllegalStateException("no clock");
            }));
            post.read(new Sql(connection));
            assertThat(post.held().orElseThrow().reason())
                    .isEqualTo("It could not be read: an error nobody expected, IllegalStateException.");
        }
    }

    @Test
    void a_cancel_that_strikes_nothing_before_the_commit_holds_nothing(TestDatabase db) throws Exception {
        try (var governor = governor(db, BrakesConfig.NONE.waiters(true));
                var steps = new Interleaving(LONG);
                var chunk = db.connect();
                var waiter = db.connect()) {
            chunk.setAutoCommit(false);
            chunk.createStatement().execute("UPDATE app.item SET note = 'mine' WHERE id = 1");
            var wait = steps.start("waiter", () -> {
                try (var statement = waiter.createStatement()) {
                    return statement.executeUpdate("UPDATE app.item SET note = 'theirs' WHERE id = 1");
                }
            });
            steps.awaitBlocked(db.dataSource(), waiter);
            var session = new ChunkSession(
                    pid(chunk), text(chunk, "SELECT transaction_timestamp()::text"), Duration.ZERO, true);
            governor.begins(session);
            until(governor, verdict -> !verdict.held().isEmpty());
            governor.ends();
            chunk.commit();
            governor.committed();
            assertThat(governor.verdict().held()).isEmpty();
            wait.join();
        }
    }

    @Test
    void a_cancel_is_for_one_transaction_and_strikes_no_other_of_the_same_session(TestDatabase db) throws Exception {
        try (var governor = governor(db, BrakesConfig.NONE.waiters(true));
                var steps = new Interleaving(LONG);
                var chunk = db.connect();
                var waiter = db.connect()) {
            chunk.setAutoCommit(false);
            chunk.createStatement().execute("UPDATE app.item SET note = 'mine' WHERE id = 1");
            var wait = steps.start("waiter", () -> {
                try (var statement = waiter.createStatement()) {
                    return statement.executeUpdate("UPDATE app.item SET note = 'theirs' WHERE id = 1");
                }
            });
            steps.awaitBlocked(db.dataSource(), waiter);
            governor.begins(new ChunkSession(pid(chunk), "2026-01-01 00:00:00+00", Duration.ZERO, true));
            chunk.createStatement().execute("SELECT pg_catalog.pg_sleep(0.6)");
            assertThat(governor.ends()).isFalse();
            var began = text(chunk, "SELECT transaction_timestamp()::text");
            governor.begins(new ChunkSession(pid(chunk), began, Duration.ZERO, false));
            chunk.createStatement().execute("SELECT pg_catalog.pg_sleep(0.6)");
            assertThat(governor.ends()).isFalse();
            governor.begins(new ChunkSession(pid(chunk), began, Duration.ZERO, true));
            assertThat(state(() -> chunk.createStatement().execute("SELECT pg_catalog.pg_sleep(60)")))
                    .isEqualTo("57014");
            assertThat(governor.ends()).isTrue();
            chunk.rollback();
            wait.join();
            until(governor, verdict -> verdict.held().isEmpty());
        }
    }

    private static HttpServer serve(ExecutorService threads, CountDownLatch never) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath().substring(1);
            if (path.equals("never")) {
                try {
                    never.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(Integer.parseInt(path), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @FunctionalInterface
    private interface Call {
        void run() throws SQLException;
    }

    private static String state(Call call) {
        try {
            call.run();
            return "";
        } catch (SQLException refused) {
            return Objects.requireNonNull(refused.getSQLState());
        }
    }

    private static int pid(Connection connection) throws SQLException {
        return Integer.parseInt(text(connection, "SELECT pg_catalog.pg_backend_pid()"));
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static long oid(TestDatabase db, String table) {
        return Long.parseLong(new Database(db)
                .list("SELECT '" + table + "'::regclass::oid::text")
                .getFirst());
    }

    private static Governor governor(TestDatabase db, BrakesConfig brakes) {
        var governor = new Governor(db.dataSource(), 1, brakes, List.of(oid(db, "app.item")));
        governor.tuned(Map.of());
        return governor;
    }

    private static String reason(TestDatabase db, BrakesConfig brakes) throws InterruptedException {
        try (var governor = governor(db, brakes)) {
            return reason(governor);
        }
    }

    private static String reason(Governor governor) throws InterruptedException {
        return until(governor, verdict -> !verdict.held().isEmpty())
                .held()
                .getFirst()
                .reason();
    }

    /** The first verdict of a kind, within half a minute. */
    static Verdict until(Governor governor, Predicate<Verdict> wanted) throws InterruptedException {
        var end = System.nanoTime() + LONG.toNanos();
        for (var verdict = governor.verdict(); ; verdict = governor.verdict()) {
            if (wanted.test(verdict)) {
                return verdict;
            }
            assertThat(System.nanoTime()).as("still " + verdict).isLessThan(end);
            governor.await(verdict, Duration.ofMillis(200));
        }
    }
}
