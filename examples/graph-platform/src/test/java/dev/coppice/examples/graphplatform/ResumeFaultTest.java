package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ResumeFaultTest {
    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_run_cut_after_every_single_step_reaches_the_rows_of_an_undisturbed_one(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var undisturbed = platform.digests();
        var definitions = platform.definitions();
        platform.wipe();

        int cuts = 0;
        while (isCut(db)) {
            cuts++;
        }

        assertThat(cuts).isGreaterThan(50);
        assertThat(GraphPlatform.isPopulated(db.dataSource())).isTrue();
        assertThat(platform.digests()).isEqualTo(undisturbed);
        assertThat(platform.definitions()).isEqualTo(definitions);
    }

    private static boolean isCut(TestDatabase db) {
        try {
            GraphPlatform.populate(db.dataSource(), PlatformFixture.SMALL, progress -> {
                throw new Cut();
            });
            return false;
        } catch (Cut cut) {
            return true;
        }
    }

    @Test
    void a_connection_lost_in_the_middle_of_a_statement_leaves_it_to_the_next_call(TestDatabase db)
            throws SQLException {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var undisturbed = platform.digests();
        platform.wipe();
        GraphPlatform.install(db.dataSource());

        try (var pool = Executors.newSingleThreadExecutor();
                var blocker = db.connect();
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            // Taken from inside the run, once its preparation (which needs this table to itself) is over.
            var run = CompletableFuture.runAsync(
                    () -> GraphPlatform.populate(
                            db.dataSource(), PlatformFixture.SMALL, progress -> lockKernels(statement, progress)),
                    pool);
            terminateWaiter(platform);
            assertThatThrownBy(run::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage("The example platform was not filled to the end. PostgreSQL or the connection to it"
                            + " answered with SQLSTATE 57P01. Steps that were committed before are kept; the step at"
                            + " hand was rolled back. Mend the cause, and call again: it goes on from the last"
                            + " commit.");
            blocker.rollback();
        }
        assertThat(GraphPlatform.isPopulated(db.dataSource())).isFalse();
        assertThat(GraphPlatform.findDataset(db.dataSource())).contains(PlatformFixture.SMALL);

        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.digests()).isEqualTo(undisturbed);
    }

    private static void lockKernels(Statement blocker, Progress progress) {
        if (progress.part().equals("app.session")) {
            try {
                blocker.execute("LOCK TABLE app.kernel IN SHARE MODE");
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private static void terminateWaiter(PlatformFixture platform) {
        var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (platform.list("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO app.kernel %'")
                .isEmpty()) {
            assertThat(System.nanoTime())
                    .as("the run never waited for the lock")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void two_runs_at_once_share_the_steps_and_make_each_row_once(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var alone = platform.digests();
        platform.wipe();
        try (var pool = Executors.newFixedThreadPool(2)) {
            var one = CompletableFuture.supplyAsync(() -> platform.populate(PlatformFixture.SMALL), pool);
            var other = CompletableFuture.supplyAsync(() -> platform.populate(PlatformFixture.SMALL), pool);
            assertThat(one.join()).isEqualTo(other.join()).isEqualTo(PlatformFixture.SMALL);
        }
        assertThat(platform.digests()).isEqualTo(alone);
    }

    @Test
    void the_instant_of_the_first_call_stays(TestDatabase db) {
        assertThat(isCut(db)).isTrue();
        var later = new Dataset(Size.SMALL, 7, PlatformFixture.NOON.plusSeconds(3600));
        assertThat(new PlatformFixture(db).populate(later)).isEqualTo(PlatformFixture.SMALL);
    }

    @Test
    void a_finished_database_is_left_as_it_is(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        db.execute("DELETE FROM app.usage_sample");
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.count("app.usage_sample")).isZero();
    }

    @Test
    void another_size_or_seed_than_the_one_begun_is_refused(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThatThrownBy(() -> platform.populate(new Dataset(Size.of(1200), 9, PlatformFixture.NOON)))
                .isInstanceOf(CoppiceException.class)
                .hasMessage(
                        "The example platform was not filled. It was filled before, or begun to be, with 50 sessions"
                                + " from seed 7; asked for were 1,200 from seed 9. Nothing was changed. Ask for the size and seed"
                                + " that are there, or use another database.");
    }
}
