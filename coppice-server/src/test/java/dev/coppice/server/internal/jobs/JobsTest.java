package dev.coppice.server.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class JobsTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    /** A living server is not taken for dead, however slow the machine is. */
    private static final Jobs.Pace FAST = new Jobs.Pace(SHORT, Duration.ofSeconds(20), ENDS_WITHIN);

    private static final Jobs.Pace WARY = new Jobs.Pace(SHORT, SHORT, ENDS_WITHIN);

    private final TestDatabase database;

    JobsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        new CoppiceSchema(database.dataSource()).migrate();
    }

    @Test
    void two_servers_share_a_job_and_it_is_never_done_twice_at_once() throws InterruptedException {
        var inside = new AtomicInteger();
        var twice = new AtomicBoolean();
        var done = new CountDownLatch(20);
        Job.Pass pass = () -> {
            twice.compareAndSet(false, inside.incrementAndGet() > 1);
            done.countDown();
            inside.decrementAndGet();
        };
        try (var one = start("one", pass);
                var two = start("two", pass)) {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(twice).isFalse();
        assertThat(one("SELECT count(*) FROM coppice.job")).isEqualTo("1");
    }

    @Test
    void a_job_of_a_server_that_died_is_taken_over() throws InterruptedException {
        database.execute("INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, picked_by,"
                + " last_heartbeat, version) VALUES ('job', 'recurring', now() - interval '1 h', true, 'dead',"
                + " now() - interval '1 h', 1)");
        var done = new CountDownLatch(1);

        try (var living = start("living", done::countDown, WARY)) {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @ExpectedLog(Level.WARN) // of the scheduler, about the failure
    void a_job_that_failed_comes_again() throws InterruptedException {
        var first = new AtomicBoolean(true);
        var again = new CountDownLatch(1);

        try (var jobs = start("one", () -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("the first time fails");
            }
            again.countDown();
        })) {
            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_server_that_stops_cuts_a_long_pass_short_and_leaves_the_job_to_others() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var cut = new AtomicBoolean();
        var jobs = start("one", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException asked) {
                cut.set(true);
                throw asked;
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        jobs.close();

        assertThat(cut).isTrue();
        assertThat(one("SELECT picked FROM coppice.job")).isEqualTo("false");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("coppice-job-"));
    }

    private Jobs start(String server, Job.Pass pass) {
        return start(server, pass, FAST);
    }

    private Jobs start(String server, Job.Pass pass, Jobs.Pace pace) {
        return Jobs.start(database.dataSource(), server, List.of(new Job("job", SHORT, pass)), pace);
    }

    private String one(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getObject(1).toString();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
