package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * A campaign in a process of its own is held inside a chunk by a lock on a row that the chunk needs, killed there, and gone on
 * with. It dies in the middle of a transaction that has deleted rows or is about to.
 */
final class KilledCampaign implements Scene {
    static final String POLICY = "ended-sessions";

    private static final int KILLED = 137;

    /** A kernel of a session half way down the walk, which goes from the oldest to the youngest. */
    // language=SQL
    private static final String HALF_WAY = """
            WITH due AS (
                SELECT session_id, row_number() OVER (ORDER BY terminated_at, session_id) AS place, count(*) OVER () AS due
                FROM app.session
                WHERE status IN ('TERMINATED', 'CANCELLED') AND terminated_at < now() - interval '90 days'
            )
            SELECT kernel.session_id FROM app.kernel AS kernel
            WHERE kernel.session_id = (
                SELECT due.session_id FROM due JOIN app.kernel USING (session_id)
                WHERE due.place > due.due / 2 ORDER BY due.place LIMIT 1)
            FOR UPDATE
            """;

    // language=SQL
    private static final String GONE = """
            SELECT count(*) FROM demo.session AS before
            WHERE NOT EXISTS (SELECT FROM app.session AS s WHERE s.session_id = before.session_id)
            """;

    // language=SQL
    private static final String DUE = """
            status IN ('TERMINATED', 'CANCELLED')
            AND terminated_at < (SELECT horizon_at FROM coppice.campaign WHERE policy = 'ended-sessions')
            """;

    /** Sessions that are due and stayed, though no session that is not due stands on them, through others or directly. */
    // language=SQL
    private static final String FORGOTTEN = """
            WITH RECURSIVE held AS (
                SELECT parent_session_id AS session_id FROM app.session
                WHERE parent_session_id IS NOT NULL AND (DUE) IS NOT TRUE
                UNION
                SELECT session.parent_session_id FROM app.session JOIN held USING (session_id)
                WHERE session.parent_session_id IS NOT NULL
            )
            SELECT count(*) FROM app.session WHERE DUE AND session_id NOT IN (SELECT session_id FROM held)
            """.replace("DUE", DUE);

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String claim() {
        return "a campaign killed with SIGKILL inside a transaction goes on where it was: none twice, none lost.";
    }

    @Override
    public Played play(Stage stage) throws SQLException, IOException, InterruptedException {
        var truth = stage.truth();
        truth.execute("CREATE TABLE demo.session AS TABLE app.session");
        var died = killed(stage);
        var gone = truth.count(GONE);
        var ledger = truth.count("SELECT roots FROM coppice.campaign WHERE policy = ?", POLICY);
        var due = truth.count("SELECT count(*) FROM app.session WHERE " + DUE);
        var report =
                stage.commands().run("prune", POLICY, "--execute").ending(0).json();
        stage.rows().keep("pruned");
        var goneAtLast = truth.count(GONE);
        return new Played(
                "Killed when " + Figures.count(gone) + " sessions were gone; the same command went on and ended at "
                        + Figures.count(goneAtLast) + ", as its ledger says.",
                List.of(
                        Check.same("kill.the-process-was-killed", KILLED, died),
                        Check.that("kill.was-in-the-middle", gone > 0 && due > 0, gone + " gone, " + due + " to go"),
                        Check.same("kill.the-ledger-is-exact-at-the-kill", gone, ledger),
                        Check.same(
                                "kill.one-campaign-went-on",
                                1L,
                                truth.count("SELECT count(*) FROM coppice.campaign WHERE policy = ?", POLICY)),
                        Check.same(
                                "kill.the-ledger-is-exact-at-the-end",
                                goneAtLast,
                                report.path("roots").asLong()),
                        Check.same("kill.nothing-due-is-forgotten", 0L, truth.count(FORGOTTEN)),
                        Check.same(
                                "kill.nothing-else-is-gone", 0L, truth.count(GONE + "AND (" + DUE + ") IS NOT TRUE"))));
    }

    /** Runs it in a process that is killed; answers how that ended. */
    private static int killed(Stage stage) throws SQLException, IOException, InterruptedException {
        var said = stage.folder().resolve("killed.log");
        try (var blocker = stage.truth().connect();
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute(HALF_WAY);
            var waiting = new Waiting(
                    stage.truth(), blocker.unwrap(PGConnection.class).getBackendPID());
            var process = stage.commands().start(said, "prune", POLICY, "--execute");
            try {
                waiting.await(process, said);
            } finally {
                process.destroyForcibly().waitFor();
            }
            // Its statement goes on in the server until that finds nobody to answer to.
            var orphan = waiting.session();
            blocker.rollback();
            waiting.awaitEnd(orphan);
            return process.exitValue();
        }
    }

    /**
     * The session that waits for ours.
     *
     * @param truth where
     * @param blocker our session
     */
    private record Waiting(Truth truth, int blocker) {
        private static final long PATIENCE_NANOS = Duration.ofMinutes(3).toNanos();
        private static final long BETWEEN_LOOKS_MILLIS = 10;

        String session() throws SQLException {
            return truth.text("SELECT pid FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))", blocker);
        }

        void await(Process process, Path said) throws SQLException, IOException, InterruptedException {
            var begun = System.nanoTime();
            while (session().isEmpty()) {
                if (process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw unheld("It ended before: " + Files.readString(said).strip());
                }
                if (System.nanoTime() - begun > PATIENCE_NANOS) {
                    throw unheld("It did not get there within three minutes.");
                }
            }
        }

        void awaitEnd(String session) throws SQLException {
            var begun = System.nanoTime();
            while (truth.count("SELECT count(*) FROM pg_stat_activity WHERE pid = ?::int", session) > 0) {
                if (System.nanoTime() - begun > PATIENCE_NANOS) {
                    throw unheld("The session of the killed process is still there after three minutes.");
                }
                LockSupport.parkNanos(Duration.ofMillis(BETWEEN_LOOKS_MILLIS).toNanos());
            }
        }

        private static CoppiceException unheld(String found) {
            return Fault.of("demo.not-killed", Fault.Kind.FAILED)
                    .refused("The demonstration cannot go on: its campaign was to be killed inside of a transaction.")
                    .found(found)
                    .changed("Its database is removed.")
                    .next("Run it again when the machine has less to do, or report it with this text.")
                    .exception();
        }
    }
}
