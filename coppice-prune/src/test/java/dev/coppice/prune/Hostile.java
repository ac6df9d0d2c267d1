package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;

/**
 * A session that does its worst to the shop, one random move at a time. A move that waits for a lock is left waiting and
 * goes on when it can; a transaction may stay open for some moves. For one caller.
 */
final class Hostile implements AutoCloseable {
    private static final Act MALLORY = Act.of("mallory", "a hostile session");

    // Moves on ${s}, one of the sessions that go first, ${o}, any session, and ${e} and ${f}, events of these.
    private static final List<String> MOVES = List.of(
            "INSERT INTO app.event (session_id, body) SELECT ${s}, 'new' FROM generate_series(1, 3)",
            "INSERT INTO app.step SELECT e, 90 FROM (SELECT ${e} AS e) AS x WHERE e IS NOT NULL ON CONFLICT DO NOTHING",
            "UPDATE app.event SET session_id = ${o} WHERE id = ${e}",
            "UPDATE app.event SET session_id = ${s} WHERE id = ${f}",
            "UPDATE app.session SET status = 'OPEN' WHERE id = ${s}",
            "UPDATE app.session SET status = 'ENDED' WHERE id = ${o}",
            "UPDATE app.session SET ended_at = clock_timestamp() WHERE id = ${s}",
            "UPDATE app.session SET ended_at = ended_at - interval '3 years' WHERE id = ${o}",
            "DELETE FROM app.event WHERE id = ${e}",
            "DELETE FROM app.step WHERE event_id = ${e}",
            "DELETE FROM app.event WHERE session_id = ${s}; DELETE FROM app.session WHERE id = ${s}",
            "UPDATE app.session SET id = gen_random_uuid() WHERE id = ${o}",
            "UPDATE app.event SET id = DEFAULT WHERE id = ${e}",
            "UPDATE app.step SET n = n + 100 WHERE event_id = ${e}",
            "UPDATE app.grants SET entity_id = ${o}::text WHERE entity_id = ${s}::text",
            "INSERT INTO app.grants VALUES ('session', ${s}::text, 'eve'), ('graph', ${s}::text, 'eve')",
            "INSERT INTO app.audit SELECT (SELECT max(id) + 1 FROM app.audit), ${s}",
            "UPDATE app.audit SET session_id = ${s} WHERE id = (SELECT min(id) FROM app.audit WHERE session_id IS NULL)",
            "SELECT FROM app.session WHERE id = ${s} FOR UPDATE",
            "SELECT FROM app.event WHERE id = ${e} FOR UPDATE",
            "SELECT FROM app.step WHERE event_id = ${e} FOR SHARE",
            "SELECT FROM app.audit WHERE session_id = ${s} FOR UPDATE");

    private final TestDatabase db;
    private final Random random;
    private final Connection connection;
    private final int pid;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<?> move = java.util.concurrent.CompletableFuture.completedFuture(null);
    private int opened;

    Hostile(TestDatabase db, Random random) throws SQLException {
        this.db = db;
        this.random = random;
        this.connection = db.connect();
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
        try (var statement = connection.createStatement()) {
            statement.execute("SET application_name = 'hostile'; SET lock_timeout = '3s'");
        }
    }

    /** Begins a move, unless the last one still waits, and comes back when it is done or waits. */
    void moves() {
        if (!move.isDone()) {
            return;
        }
        var kind = random.nextInt(20);
        if (opened > 0) {
            begin(--opened == 0 ? "COMMIT" : sql());
        } else if (kind < 4) {
            opened = 1 + random.nextInt(6);
            begin("BEGIN;" + sql());
        } else if (kind == 4) {
            begin(this::place);
        } else if (kind == 5) {
            begin(this::release);
        } else if (kind == 6) {
            begin(() -> changing(dsl -> Freeze.in(dsl).freeze(MALLORY)));
        } else if (kind < 9) {
            begin(() -> changing(dsl -> Freeze.in(dsl).unfreeze(MALLORY)));
        } else {
            begin(sql());
        }
    }

    /** Ends its transaction and takes back a freeze, unless it waits: a campaign that is frozen makes nobody move. */
    void thaws() {
        if (opened > 0 && move.isDone()) {
            opened = 0;
            begin("COMMIT");
        }
        if (move.isDone()) {
            begin(() -> changing(dsl -> Freeze.in(dsl).unfreeze(MALLORY)));
        }
    }

    /** Ends what it has under way, and lets everything go on. */
    void rests() {
        ended(10_000);
        begin("ROLLBACK");
        ended(10_000);
        begin(() -> changing(dsl -> Freeze.in(dsl).unfreeze(MALLORY)));
        ended(10_000);
    }

    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
        connection.close();
        thread.shutdownNow();
    }

    private void begin(String sql) {
        begin(() -> {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private void begin(Move next) {
        move = thread.submit(() -> {
            try {
                next.made();
            } catch (SQLException | DataAccessException | CoppiceException refused) {
                // What a hostile session may not do it does not do; what it cannot even say is a fault of the test.
                assertThat(stateOf(refused)).doesNotStartWith("42");
                rollback();
            }
            return null;
        });
        while (!ended(2) && !waits()) {
            Thread.onSpinWait();
        }
    }

    private static String stateOf(Exception refused) {
        return switch (refused) {
            case SQLException sql -> String.valueOf(sql.getSQLState());
            case DataAccessException wrapped -> String.valueOf(wrapped.sqlState());
            default -> "";
        };
    }

    private void rollback() {
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private boolean ended(long millis) {
        try {
            move.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException later) {
            return false;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private boolean waits() {
        return new Database(db)
                .list("SELECT (cardinality(pg_catalog.pg_blocking_pids(" + pid + ")) > 0)::text")
                .contains("true");
    }

    private String sql() {
        var first =
                "(SELECT id FROM (SELECT id FROM app.session WHERE status = 'ENDED' ORDER BY ended_at, id LIMIT 4) AS x"
                        + " ORDER BY md5(id::text || '" + random.nextInt() + "') LIMIT 1)";
        var any = "(SELECT id FROM app.session ORDER BY md5(id::text || '" + random.nextInt() + "') LIMIT 1)";
        return MOVES.get(random.nextInt(MOVES.size()))
                .replace("${e}", "(SELECT min(id) FROM app.event WHERE session_id = " + first + ")")
                .replace("${f}", "(SELECT max(id) FROM app.event WHERE session_id = " + any + ")")
                .replace("${s}", first)
                .replace("${o}", any);
    }

    private void place() {
        var table = random.nextBoolean() ? "session" : "event";
        var keys = new Database(db)
                .list(
                        table.equals("session")
                                ? "SELECT id::text FROM app.session WHERE status = 'ENDED' ORDER BY ended_at, id LIMIT 4"
                                : "SELECT e.id::text FROM app.event AS e JOIN app.session AS s ON s.id = session_id"
                                        + " WHERE status = 'ENDED' ORDER BY ended_at, e.id LIMIT 8");
        if (keys.isEmpty()) {
            return;
        }
        var name = TableName.parse("app." + table);
        var key = keys.get(random.nextInt(keys.size()));
        var target = random.nextInt(4) == 0 ? HoldTarget.table(name) : HoldTarget.row(name, key);
        changing(dsl -> {
            var hold = Holds.in(dsl).place(HoldRequest.on(target, "legal/1", MALLORY));
            dsl.execute(
                    "INSERT INTO history.held SELECT id, table_name, row_key[1], nextval('history.seq') FROM coppice.hold"
                            + " WHERE id = ?",
                    hold.id());
        });
    }

    // Both ends of a hold are noted while it keeps chunks from running, so that no row can go between.
    private void release() {
        changing(dsl -> dsl.fetch("SELECT id FROM coppice.hold WHERE released_at IS NULL")
                .forEach(hold -> {
                    var id = hold.get("id", Long.class);
                    Holds.in(dsl).release(id, MALLORY);
                    dsl.execute("UPDATE history.held SET until = nextval('history.seq') WHERE hold = ?", id);
                }));
    }

    private void changing(Consumer<DSLContext> change) {
        DSL.using(connection, SQLDialect.POSTGRES).transaction(configuration -> change.accept(configuration.dsl()));
    }

    private interface Move {
        void made() throws Exception;
    }
}
