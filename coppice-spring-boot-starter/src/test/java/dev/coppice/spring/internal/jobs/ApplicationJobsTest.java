package dev.coppice.spring.internal.jobs;

import static com.github.kagkarlsson.scheduler.task.schedule.Schedules.fixedDelay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CronSchedule;
import dev.coppice.control.TimeWindow;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.DatabaseClock;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyBuilder;
import dev.coppice.spring.internal.jobs.ApplicationJobs.Pace;
import dev.coppice.spring.internal.jobs.ApplicationJobs.Pulse;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.event.Level;

/** Jobs of several instances of an application on one database. Their times come by the test's word, not by the clock. */
@PostgresTest(Isolation.DATABASE)
class ApplicationJobsTest {
    private static final int ROWS = 20_000;
    private static final Pace FAST = new Pace(Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final String PRUNE = "shop:prune-ended";
    private static final CronSchedule ALWAYS = CronSchedule.parse("* * * * *");

    private final TestDatabase db;
    private final Campaigns campaigns;
    private final ApplicationJobs one;
    private final ApplicationJobs two;

    ApplicationJobsTest(TestDatabase db) {
        this.db = db;
        campaigns = Campaigns.on(db.dataSource());
        one = jobs(policy().build(), InstantSource.system(), FAST);
        two = jobs(policy().build(), InstantSource.system(), FAST);
    }

    @BeforeEach
    void create_sessions() {
        new CoppiceSchema(db.dataSource()).migrate();
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.session (id int PRIMARY KEY, ended boolean NOT NULL);
                INSERT INTO app.session SELECT i, true FROM generate_series(1, %d) i;
                """.formatted(ROWS));
    }

    @AfterEach
    void stop() {
        one.stop();
        two.stop();
    }

    @Test
    void a_policy_that_is_due_is_executed_by_one_of_two_instances() throws SQLException {
        one.start();
        two.start();
        due(PRUNE);
        await(() -> campaigns().stream().anyMatch(campaign -> campaign.state() == CampaignState.SUCCEEDED));

        assertThat(campaigns()).singleElement().satisfies(campaign -> {
            assertThat(campaign.requested()).isEqualTo(Act.of("schedule of shop", "schedule 0 3 * * *"));
            assertThat(campaign.counts().roots()).isEqualTo(ROWS);
        });
        await(() -> one.standings().stream().noneMatch(ApplicationJobs.Standing::running));
        assertThat(one.standings())
                .isEqualTo(two.standings())
                .extracting(ApplicationJobs.Standing::name)
                .containsExactly(PRUNE, "shop:go-on-with-campaigns");
        assertThat(one.standings().getFirst().lastSuccess()).isNotNull();
        assertThat(one.pulse()).isEqualTo(Pulse.ALIVE);
    }

    @Test
    void an_instance_that_stops_ends_its_chunk_and_another_goes_on() throws Exception {
        db.execute("""
                CREATE FUNCTION app.wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock_shared(7);
                    RETURN old;
                END $$;
                CREATE TRIGGER wait BEFORE DELETE ON app.session FOR EACH STATEMENT EXECUTE FUNCTION app.wait_for_the_test();
                """);
        one.start();
        try (var test = db.connect()) {
            var locked = lock(test);
            due(PRUNE);
            await(() -> "1".equals(asked("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")));
            var stopping = Thread.ofPlatform().start(one::stop);
            await(() -> stopping.getState() == Thread.State.TIMED_WAITING);
            locked.rollback();
            stopping.join();
        }

        assertThat(campaigns()).singleElement().satisfies(campaign -> {
            assertThat(campaign.state()).isEqualTo(CampaignState.INTERRUPTED);
            assertThat(campaign.stoppedBy()).contains("process-stopped");
            assertThat(campaign.counts().roots()).isBetween(1L, ROWS - 1L);
        });

        two.start();
        due("shop:go-on-with-campaigns");
        await(() -> campaigns().getFirst().state() == CampaignState.SUCCEEDED);
        assertThat(campaigns())
                .singleElement()
                .satisfies(campaign -> assertThat(campaign.counts().roots()).isEqualTo(ROWS));
    }

    @Test
    void what_an_instance_left_that_died_is_taken_over() {
        died(Act.of("schedule of shop", "schedule 0 3 * * *"));
        db.execute("INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, picked_by,"
                + " last_heartbeat, version) VALUES ('" + PRUNE
                + "', 'recurring', now() - interval '1 h', true, 'dead',"
                + " now() - interval '1 h', 1)");
        one.start();
        await(() -> campaigns().getFirst().state() == CampaignState.SUCCEEDED);
        assertThat(asked("SELECT count(*) FROM app.session")).isEqualTo("0");
    }

    @Test
    void a_campaign_that_somebody_else_left_waits_for_the_time_of_the_schedule() {
        died(Act.of("ann", "by hand"));
        one.start();
        await(() -> one.standings().size() == 2 && one.standings().getLast().lastSuccess() != null);
        assertThat(campaigns())
                .singleElement()
                .satisfies(campaign -> assertThat(campaign.state()).isNotEqualTo(CampaignState.SUCCEEDED));
        due(PRUNE);
        await(() -> campaigns().getFirst().state() == CampaignState.SUCCEEDED);
    }

    @Test
    void a_policy_is_not_executed_while_its_window_is_closed() {
        var jobs = jobs(policy().schedule(ALWAYS).window(closed()).build(), InstantSource.system(), FAST);
        jobs.start();
        try {
            due(PRUNE);
            await(() -> jobs.standings().getFirst().lastSuccess() != null);
        } finally {
            jobs.stop();
        }
        assertThat(campaigns()).isEmpty();
    }

    @Test
    void what_its_window_stopped_goes_on_once_that_is_open() {
        died(Act.of("schedule of shop", "schedule 0 3 * * *"));
        db.execute("UPDATE coppice.campaign SET state = 'INTERRUPTED', stopped_by = 'window'");
        var jobs = jobs(policy().schedule(ALWAYS).window(closed()).build(), InstantSource.system(), FAST);
        jobs.start();
        try {
            due("shop:go-on-with-campaigns");
            await(() -> jobs.standings().getLast().lastSuccess() != null);
        } finally {
            jobs.stop();
        }
        assertThat(campaigns().getFirst().state()).isEqualTo(CampaignState.INTERRUPTED);

        one.start();
        due("shop:go-on-with-campaigns");
        await(() -> campaigns().getFirst().state() == CampaignState.SUCCEEDED);
        assertThat(campaigns()).hasSize(1);
    }

    /** A window that opens in two hours. */
    private static TimeWindow closed() {
        var opens =
                LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusHours(2);
        return TimeWindow.parse(opens + "-" + opens.plusHours(1));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "job shop:prune-ended")
    void what_is_refused_is_told_and_comes_again_at_its_time() {
        died(Act.of("schedule of shop", "schedule 0 3 * * *"));
        campaigns.pause(campaigns().getFirst().id(), Act.of("ann", "look first"));
        one.start();
        due(PRUNE);
        await(() -> one.standings().getFirst().lastFailure() != null);
        assertThat(one.standings().getFirst().next()).isAfter(Instant.now());
    }

    @Test
    @ExpectedLog(value = Level.ERROR, containing = "job shop:odd failed")
    void an_error_nobody_expected_is_told_once_with_its_cause() throws InterruptedException {
        var again = new CountDownLatch(2);
        var odd = new ApplicationJobs(
                db.dataSource(),
                InstantSource.system(),
                List.of(new Job("shop:odd", fixedDelay(Duration.ofMillis(20)), context -> {
                    again.countDown();
                    if (again.getCount() == 1) {
                        throw new IllegalStateException("odd");
                    }
                })),
                FAST);
        odd.start();
        try {
            assertThat(again.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            odd.stop();
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "server:sensor")
    void jobs_of_others_are_let_alone() {
        db.execute("INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version)"
                + " VALUES ('server:sensor', 'recurring', now() - interval '1 h', false, 1)");
        one.start();
        await(() -> one.standings().getLast().lastSuccess() != null);
        assertThat(asked("SELECT picked FROM coppice.job WHERE task_name = 'server:sensor'"))
                .isEqualTo("f");
    }

    @Test
    void it_starts_anew_after_a_stop_and_twice_is_once() {
        one.start();
        one.start();
        one.stop();
        one.stop();
        assertThat(one.isRunning()).isFalse();
        assertThat(one.pulse()).isEqualTo(Pulse.SILENT);
        assertThat(one.standings()).isEmpty();
        one.start();
        assertThat(one.isRunning()).isTrue();
        assertThat(one.pulse()).isEqualTo(Pulse.ALIVE);
    }

    @Test
    void what_is_due_is_told_by_the_clock_of_the_database() throws InterruptedException {
        db.execute("CREATE SCHEMA shifted; CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql"
                + " AS $$ SELECT pg_catalog.clock_timestamp() + interval '1 h' $$;"
                + " INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version)"
                + " VALUES ('shop:early', 'recurring', now() + interval '30 min', false, 1)");
        var ahead = new PGSimpleDataSource();
        ahead.setUrl(db.url());
        ahead.setUser(db.user());
        ahead.setPassword(db.password());
        ahead.setOptions("-c search_path=shifted,pg_catalog");
        var ran = new CountDownLatch(1);
        var jobs = new ApplicationJobs(
                db.dataSource(),
                new DatabaseClock(ahead),
                List.of(new Job("shop:early", fixedDelay(Duration.ofHours(1)), context -> ran.countDown())),
                FAST);
        jobs.start();
        try {
            assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            jobs.stop();
        }
    }

    @Test
    void what_a_dead_instance_had_is_taken_over_within_a_minute() {
        var usual = ApplicationJobs.USUAL;
        var dead = usual.heartbeat().multipliedBy(ApplicationJobs.DEAD_AFTER_HEARTBEATS);
        var noticed = usual.heartbeat().multipliedBy(2);
        assertThat(dead.plus(noticed).plus(usual.polledEvery())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void without_a_name_the_jobs_of_an_application_are_refused_and_without_jobs_it_needs_none() {
        var work = new ApplicationJobs.Work(List.of(policy().build()), campaigns, Optional.empty());
        assertThatThrownBy(() -> ApplicationJobs.of(db.dataSource(), "", work))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("The jobs of this application were not started. It has no"
                        + " spring.application.name, by which its instances tell their jobs from those of other"
                        + " applications on the database. Nothing was changed. Set spring.application.name to a name"
                        + " that all its instances have, and no other application.");
        assertThat(ApplicationJobs.of(
                                db.dataSource(), "", new ApplicationJobs.Work(List.of(), campaigns, Optional.empty()))
                        .pulse())
                .isEqualTo(Pulse.IDLE);
    }

    @Test
    void without_a_schedule_there_is_nothing_to_do() {
        var idle = new ApplicationJobs(
                db.dataSource(),
                InstantSource.system(),
                new PolicyJobs(
                                "shop",
                                campaigns,
                                List.of(Policy.of("ended", "app.session")
                                        .when("ended")
                                        .build()),
                                InstantSource.system())
                        .all(),
                FAST);
        idle.start();
        assertThat(idle.isRunning()).isFalse();
        assertThat(idle.pulse()).isEqualTo(Pulse.IDLE);
    }

    private static PolicyBuilder policy() {
        return Policy.of("ended", "app.session")
                .when("ended")
                .lockTimeout(Duration.ofSeconds(30))
                .schedule(CronSchedule.parse("0 3 * * *"));
    }

    private ApplicationJobs jobs(Policy policy, InstantSource clock, Pace pace) {
        return new ApplicationJobs(
                db.dataSource(),
                InstantSource.system(),
                new PolicyJobs("shop", campaigns, List.of(policy), clock).all(),
                pace);
    }

    /** A campaign whose process is gone after its first chunk. */
    private void died(Act act) {
        try {
            campaigns.execute(policy().build(), CampaignOptions.by(act), new Dying());
        } catch (Death expected) {
            assertThat(campaigns()).hasSize(1);
        }
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final class Dying implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {
            throw new Death();
        }
    }

    private List<Campaign> campaigns() {
        return campaigns.list(CampaignQuery.newest(10)).items();
    }

    private void due(String job) {
        db.execute("UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND task_name = '" + job + "'");
    }

    private static Connection lock(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(7)");
        }
        return connection;
    }

    private String asked(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
