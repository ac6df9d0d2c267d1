package dev.coppice.server.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class JobsTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    /** A living server is not taken for dead, however slow the machine is. */
    private static final Jobs.Pace FAST = new Jobs.Pace(SHORT, Duration.ofSeconds(20), ENDS_WITHIN);

    private static final Jobs.Pace WARY = new Jobs.Pace(SHORT, Duration.ofMillis(500), ENDS_WITHIN);

    private static final String BEHIND = """
            CREATE SCHEMA shifted;
            CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                AS $$ SELECT pg_catalog.clock_timestamp() - interval '1 h' $$;
            """;

    private static final String WAITING = """
            INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version)
            VALUES ('%s', 'recurring', now() - interval '%s', false, 1);
            """;

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
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
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
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
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
            assertThat(again.await(60, TimeUnit.SECONDS)).isTrue();
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
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        jobs.close();

        assertThat(cut).isTrue();
        assertThat(one("SELECT picked FROM coppice.job")).isEqualTo("false");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("coppice-job-"));
    }

    @Test
    void what_is_due_by_the_clock_of_a_server_alone_waits_for_the_clock_of_the_database() throws InterruptedException {
        // To the database it is an hour earlier than here: a server's clock that is an hour fast.
        database.execute(BEHIND);
        database.execute(WAITING.formatted("first", "90 min") + WAITING.formatted("job", "30 min"));
        var done = new CountDownLatch(2);
        var early = new AtomicBoolean();
        var jobs = List.of(
                new Job("first", SHORT, done::countDown), new Job("job", Duration.ofHours(1), () -> early.set(true)));
        try (var source = behind();
                var running = Jobs.start(staff(source, "fast"), jobs, FAST)) {
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(early).isFalse();
        assertThat(one("SELECT execution_time > now() - interval '31 min' AND last_success IS NULL FROM coppice.job"
                        + " WHERE task_name = 'job'"))
                .isEqualTo("true");
    }

    @Test
    void a_server_whose_clock_is_fast_takes_no_living_one_for_dead() throws InterruptedException {
        database.execute(BEHIND);
        // Heard of just now, by the database's clock.
        database.execute("INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, picked_by,"
                + " last_heartbeat, version) VALUES ('job', 'recurring', now() - interval '2 h', true, 'living',"
                + " now() - interval '1 h', 1)");
        var passes = new CountDownLatch(3);
        var twice = new AtomicBoolean();
        var jobs = List.of(new Job("other", SHORT, passes::countDown), new Job("job", SHORT, () -> twice.set(true)));
        try (var source = behind();
                var running = Jobs.start(staff(source, "fast"), jobs, FAST)) {
            assertThat(passes.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(twice).isFalse();
        assertThat(one("SELECT picked_by FROM coppice.job WHERE task_name = 'job'"))
                .isEqualTo("living");
    }

    @Test
    @ExpectedLog(
            value = Level.WARN,
            containing = "this server takes no more work: schema coppice has version 999, and it knows version ")
    void a_server_leaves_its_jobs_to_others_once_the_schema_is_newer_than_it_knows() throws InterruptedException {
        var passes = new AtomicInteger();
        var known = one("SELECT obj_description('coppice'::regnamespace, 'pg_namespace')");
        database.execute("CREATE SCHEMA shifted; CREATE FUNCTION shifted.obj_description(oid, name) RETURNS text"
                + " LANGUAGE sql AS $$ SELECT '" + known + "' $$");
        try (var old = start("old", passes::incrementAndGet);
                var unaware = behind()) {
            until(() -> passes.get() > 0);
            database.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 999'");
            old.heed();
            until(() -> one("SELECT picked FROM coppice.job").equals("false"));
            int before = passes.get();

            // One of the newer release, which knows that version: a gate that sees the version it knows.
            var done = new CountDownLatch(3);
            var newer = new Jobs.Staff(database.dataSource(), "newer", new SchemaGate(unaware));
            try (var other = Jobs.start(newer, List.of(new Job("job", SHORT, done::countDown)), FAST)) {
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(passes.get()).isEqualTo(before);

            database.execute("COMMENT ON SCHEMA coppice IS '" + known + "'");
            old.heed();
            until(() -> passes.get() > before);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Connections that see the shifted functions in place of PostgreSQL's. */
    private HikariDataSource behind() {
        var source = new HikariDataSource();
        source.setJdbcUrl(database.url());
        source.setUsername(database.user());
        source.setPassword(database.password());
        source.setConnectionInitSql("SET search_path = shifted, pg_catalog");
        return source;
    }

    private Jobs start(String server, Job.Pass pass) {
        return start(server, pass, FAST);
    }

    private Jobs start(String server, Job.Pass pass, Jobs.Pace pace) {
        return Jobs.start(staff(database.dataSource(), server), List.of(new Job("job", SHORT, pass)), pace);
    }

    private static Jobs.Staff staff(DataSource source, String server) {
        return new Jobs.Staff(source, server, new SchemaGate(source));
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
