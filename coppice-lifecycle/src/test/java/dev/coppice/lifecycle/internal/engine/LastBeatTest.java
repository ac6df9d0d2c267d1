package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A worker that is told to stop ends its heartbeat with the interrupt still set. */
@PostgresTest(Isolation.DATABASE)
class LastBeatTest {
    @Test
    void the_end_waits_for_a_beat_under_way_though_its_thread_is_interrupted(TestDatabase db) throws Exception {
        db.execute(CoppiceSchema.script());
        var leases = new Leases(db.dataSource());
        var lease = ((LeaseAttempt.Acquired) leases.acquire("one", "ann", Heartbeat.LENGTH)).lease();
        try (var steps = new Interleaving();
                var holder = db.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT FROM coppice.lease WHERE name = 'one' FOR UPDATE");
            var heartbeat = new Heartbeat(leases, Duration.ofMillis(1)).started();
            heartbeat.keep(lease);
            steps.awaitBlockedBy(db.dataSource(), holder);
            var closed = new AtomicBoolean();
            var worker = Thread.currentThread();
            var release = steps.start("release", () -> released(holder, worker, closed));
            worker.interrupt();
            heartbeat.close();
            closed.set(true);
            var waited = !beats();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(waited).isTrue();
            assertThat(release.result()).isTrue();
        }
    }

    /** Lets the beat go on once the worker waits for it; whether it has. */
    private static boolean released(Connection holder, Thread worker, AtomicBoolean closed) throws SQLException {
        while (worker.getState() != Thread.State.TIMED_WAITING && !closed.get()) {
            LockSupport.parkNanos(1_000_000);
        }
        var waits = !closed.get();
        holder.rollback();
        return waits;
    }

    private static boolean beats() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("coppice-heartbeat-"));
    }
}
