package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a release does to the shop while campaigns run: columns, indexes, and a table that refers to what goes. One after the
 * other, each again until it got its lock. For one caller.
 */
final class Migrations implements AutoCloseable {
    private static final int BETWEEN = 30;

    private static final List<String> STEPS = List.of(
            "ALTER TABLE app.event ADD COLUMN extra text DEFAULT 'extra'",
            "CREATE INDEX CONCURRENTLY event_extra ON app.event (extra)",
            "CREATE TABLE app.mark (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id bigint);"
                    + History.listening("mark"),
            "INSERT INTO app.mark (event_id) SELECT id FROM app.event",
            "DELETE FROM app.mark AS m WHERE NOT EXISTS (SELECT FROM app.event AS e WHERE e.id = m.event_id);"
                    + " ALTER TABLE app.mark ADD CONSTRAINT mark_event FOREIGN KEY (event_id) REFERENCES app.event"
                    + " ON DELETE CASCADE NOT VALID",
            "DELETE FROM app.mark AS m WHERE NOT EXISTS (SELECT FROM app.event AS e WHERE e.id = m.event_id);"
                    + " ALTER TABLE app.mark VALIDATE CONSTRAINT mark_event",
            "CREATE INDEX CONCURRENTLY mark_event ON app.mark (event_id)",
            "ALTER TABLE app.session ADD COLUMN seen timestamptz DEFAULT clock_timestamp()");

    private final Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<?> step = CompletableFuture.completedFuture(null);
    private int next;
    private int passes;

    Migrations(TestDatabase db) throws SQLException {
        this.connection = db.connect();
        try (var statement = connection.createStatement()) {
            statement.execute("SET application_name = 'hostile'; SET lock_timeout = '300ms'");
        }
    }

    /** A place was passed: after some of them the next step begins, unless the last one is still under way. */
    void passed() {
        if (++passes % BETWEEN == 0 && step.isDone()) {
            begin();
        }
    }

    /** Whatever has not come yet comes now. */
    void end() throws ExecutionException, InterruptedException {
        step.get();
        while (next < STEPS.size()) {
            begin();
            step.get();
        }
    }

    private void begin() {
        if (next < STEPS.size()) {
            var sql = STEPS.get(next++);
            step = thread.submit(() -> migrated(sql));
        }
    }

    private void migrated(String sql) {
        for (var done = false; !done; ) {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
                done = true;
            } catch (SQLException refused) {
                // It waited too long, or what it names went meanwhile; an index that was left half made goes first.
                assertThat(refused.getSQLState()).isIn("55P03", "40P01", "23503");
                dropInvalid();
            }
        }
    }

    private void dropInvalid() {
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
            statement.execute(
                    "DO $$ DECLARE i regclass; BEGIN FOR i IN SELECT indexrelid FROM pg_index WHERE NOT indisvalid"
                            + " LOOP EXECUTE 'DROP INDEX ' || i; END LOOP; END $$");
        } catch (SQLException busy) {
            assertThat(busy.getSQLState()).isIn("55P03", "40P01");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
        connection.close();
        thread.shutdownNow();
    }
}
