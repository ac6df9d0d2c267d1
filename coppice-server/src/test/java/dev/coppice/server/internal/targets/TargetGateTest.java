package dev.coppice.server.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.AwayDataSource;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.jobs.Job;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class TargetGateTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger passes = new AtomicInteger();

    @Test
    @ExpectedLog(value = Level.WARN, containing = "target=eu-1 its jobs wait")
    void jobs_of_a_target_that_is_away_wait_and_it_is_asked_again_after_ten_seconds(TestDatabase database)
            throws InterruptedException {
        new CoppiceSchema(database.dataSource()).migrate();
        var way = new AwayDataSource(database.dataSource(), Integer.MAX_VALUE);
        var job = gate(way).guarding(new Job("watch", Duration.ofSeconds(1), passes::incrementAndGet));
        assertThat(job.name()).isEqualTo("eu-1/watch");
        job.pass().run();
        assertThat(passes).hasValue(1);

        way.leave(0);
        job.pass().run();
        way.back();
        job.pass().run();
        assertThat(passes).hasValue(1);

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        job.pass().run();
        assertThat(passes).hasValue(2);
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "target=eu-1 its jobs wait")
    void a_pass_whose_target_goes_away_under_it_has_waited_and_any_other_failure_is_one(TestDatabase database)
            throws InterruptedException {
        new CoppiceSchema(database.dataSource()).migrate();
        var way = new AwayDataSource(database.dataSource(), Integer.MAX_VALUE);
        var gate = gate(way);
        var failing = gate.guarding(new Job("watch", Duration.ofSeconds(1), TargetGateTest::fail));
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> failing.pass().run());

        var cut = gate.guarding(new Job("watch", Duration.ofSeconds(1), () -> {
            way.leave(0);
            fail();
        }));
        cut.pass().run();
    }

    private static void fail() {
        throw new DataAccessException("a test");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "its schema coppice is not the one this server knows")
    void nothing_is_done_where_the_schema_is_missing_until_it_is_made(TestDatabase database)
            throws InterruptedException {
        var gate = gate(new AwayDataSource(database.dataSource(), Integer.MAX_VALUE));
        assertThat(gate.look()).isFalse();
        assertThat(gate.closed()).isFalse();

        new CoppiceSchema(database.dataSource()).migrate();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(gate.look()).isTrue();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "Ahead[found=999")
    void what_is_under_way_sees_a_newer_schema_within_eight_seconds_though_no_job_begins(TestDatabase database) {
        new CoppiceSchema(database.dataSource()).migrate();
        var gate = gate(new AwayDataSource(database.dataSource(), Integer.MAX_VALUE));
        assertThat(gate.closed()).isFalse();

        database.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 999'");
        assertThat(gate.closed()).isFalse();
        now.addAndGet(Duration.ofSeconds(8).toNanos());
        assertThat(gate.closed()).isTrue();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "The database did not answer")
    @ExpectedLog(value = Level.WARN, containing = "Absent[")
    void one_that_comes_back_without_its_schema_is_told_of_again_and_is_not_up(TestDatabase database)
            throws InterruptedException {
        var way = new AwayDataSource(database.dataSource(), 0);
        var gate = gate(way);
        var registry = new SimpleMeterRegistry();
        var meters = FleetMeters.on(registry, List.of(ground(way.source())), now::get);
        assertThat(gate.look()).isFalse();
        assertThat(up(meters, registry)).isZero();

        way.back();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(gate.look()).isFalse();
        assertThat(up(meters, registry)).isZero();

        new CoppiceSchema(database.dataSource()).migrate();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(gate.look()).isTrue();
        assertThat(up(meters, registry)).isOne();
    }

    @Test
    void one_whose_pool_gets_no_connection_is_away_whatever_the_reason(TestDatabase database) {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.url().replaceFirst("/[^/?]+(\\?|$)", "/is_gone$1"));
            pool.setUsername(database.user());
            pool.setPassword(database.password());
            pool.setInitializationFailTimeout(-1);
            pool.setConnectionTimeout(500);
            var there = ground(pool);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> there.database().transaction(db -> db.execute("SELECT 1")))
                    .returns("server.database-unreachable", CoppiceException::code);
            var registry = new SimpleMeterRegistry();
            assertThat(up(FleetMeters.on(registry, List.of(there), now::get), registry))
                    .isZero();
        }
    }

    private static double up(Runnable meters, MeterRegistry registry) {
        meters.run();
        return registry.get("coppice.target.up").tag("target", "eu-1").gauge().value();
    }

    private TargetGate gate(AwayDataSource way) {
        return new TargetGate(ground(way.source()), now::get);
    }

    private static Ground ground(DataSource source) {
        return new Ground(
                "eu-1",
                new HomeDatabase(source),
                new PruningHost(source, source, List.of()),
                new Guards(source),
                new Ground.Place("", ""));
    }
}
