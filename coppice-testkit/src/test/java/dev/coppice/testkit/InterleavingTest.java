package dev.coppice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@PostgresTest
class InterleavingTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void actors_take_turns_as_the_test_says() {
        var steps = new CopyOnWriteArrayList<String>();
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("half");
            var first = interleaving.start("first", () -> steps(interleaving, steps, "first"));
            first.awaitStopped("half");
            var second = interleaving.start("second", () -> steps(interleaving, steps, "second"));
            second.awaitStopped("half");
            second.resume();
            assertThat(second.result()).isEqualTo("second");
            first.resume();
            first.join();
        }
        assertThat(steps).containsExactly("first 1", "second 1", "second 2", "first 2");
    }

    @Test
    void a_place_may_stop_one_actor_alone_and_may_be_opened_again() {
        var steps = new CopyOnWriteArrayList<String>();
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("first", "half");
            interleaving
                    .start("second", () -> steps(interleaving, steps, "second"))
                    .join();
            var first = interleaving.start("first", () -> steps(interleaving, steps, "first"));
            first.awaitStopped("half");
            interleaving.passAt("half");
            first.resume();
            first.join();
        }
        assertThat(steps).containsExactly("second 1", "second 2", "first 1", "first 2");
    }

    @Test
    void a_thread_that_is_no_actor_never_stops() {
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("half").reached("half");
            var steps = new CopyOnWriteArrayList<String>();
            try (var other = new Interleaving()) {
                other.start("of another", () -> steps(interleaving, steps, "of another"))
                        .join();
            }
            assertThat(steps).hasSize(2);
        }
    }

    @Test
    void closing_lets_a_stopped_actor_run_to_its_end() {
        var steps = new CopyOnWriteArrayList<String>();
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("half");
            interleaving
                    .start("first", () -> steps(interleaving, steps, "first"))
                    .awaitStopped("half");
        }
        assertThat(steps).containsExactly("first 1", "first 2");
    }

    @Test
    void waiting_in_vain_says_where_every_actor_stands() {
        try (var interleaving = new Interleaving(SHORT)) {
            interleaving.stopAt("half");
            var stopped = interleaving.start("writer", () -> steps(interleaving, new CopyOnWriteArrayList<>(), ""));
            stopped.awaitStopped("half");
            interleaving.start("reader", () -> "done").join();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(stopped::join)
                    .withMessage("Waited 100 ms in vain until writer ends. "
                            + "Actors: writer has stopped at half; reader has ended, has reached no place.");
        }
    }

    @Test
    void an_actor_that_ends_or_stops_elsewhere_is_not_waited_for() {
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("half");
            var ended = interleaving.start("writer", () -> "done");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> ended.awaitStopped("half"))
                    .withMessage("writer ended and did not stop at half: writer has ended, has reached no place");
            var stopped = interleaving.start("reader", () -> steps(interleaving, new CopyOnWriteArrayList<>(), ""));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> stopped.awaitStopped("end"))
                    .withMessage("reader did not stop at end: reader has stopped at half");
        }
    }

    @Test
    void only_a_stopped_actor_can_be_resumed() {
        try (var interleaving = new Interleaving()) {
            var actor = interleaving.start("writer", () -> "done");
            actor.join();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(actor::resume)
                    .withMessage("only a stopped actor can be resumed: writer has ended, has reached no place");
        }
    }

    @Test
    void the_error_of_an_actor_reaches_the_test() {
        try (var interleaving = new Interleaving()) {
            var actor = interleaving.start("writer", InterleavingTest::fails);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(actor::join)
                    .withMessage("no");
            assertThat(actor.failure()).containsInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void an_error_nobody_asked_for_fails_the_test_at_the_end() {
        var interleaving = new Interleaving();
        interleaving.start("writer", InterleavingTest::fails);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(interleaving::close)
                .withMessage("actor writer failed and nobody asked for its result")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void waiting_until_a_session_is_blocked_sees_the_lock_wait(TestDatabase db) throws SQLException {
        db.execute("CREATE TABLE ${schema}.t (id int); INSERT INTO ${schema}.t VALUES (1)");
        try (var interleaving = new Interleaving();
                var holder = db.connect();
                var waiter = db.connect()) {
            holder.setAutoCommit(false);
            update(holder, db);
            var actor = interleaving.start("waiter", () -> update(waiter, db));
            interleaving.awaitBlocked(db.dataSource(), waiter);
            interleaving.awaitBlockedBy(db.dataSource(), holder);
            holder.commit();
            assertThat(actor.result()).isEqualTo(1);
        }
    }

    @Test
    void waiting_for_a_block_that_never_comes_ends_with_the_time_out(TestDatabase db) throws SQLException {
        try (var interleaving = new Interleaving(SHORT);
                var idle = db.connect()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> interleaving.awaitBlocked(db.dataSource(), idle))
                    .withMessageMatching(
                            "Waited 100 ms in vain until backend \\d+ waits for a lock. " + "No actor was started.");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> interleaving.awaitBlockedBy(db.dataSource(), idle))
                    .withMessageMatching("Waited 100 ms in vain until a backend waits for a lock of backend \\d+. "
                            + "No actor was started.");
        }
    }

    private static String steps(Interleaving interleaving, List<String> steps, String name) {
        steps.add(name + " 1");
        interleaving.reached("half");
        steps.add(name + " 2");
        return name;
    }

    private static String fails() {
        throw new IllegalStateException("no");
    }

    private static int update(Connection connection, TestDatabase db) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE " + db.schema() + ".t SET id = id + 1");
        }
    }
}
