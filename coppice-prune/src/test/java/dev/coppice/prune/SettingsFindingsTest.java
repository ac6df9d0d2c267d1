package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.Percentage;
import dev.coppice.control.TimeWindow;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of settings that cannot do what they say, before anything runs. */
@PostgresTest(Isolation.DATABASE)
class SettingsFindingsTest {
    private final TestDatabase db;

    SettingsFindingsTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void shop() {
        Shop.open(db, 10);
    }

    @Test
    void settings_that_go_together_are_not_spoken_of() {
        assertThat(said(policy -> policy.maxRows(Sizes.DEFAULT.canary())
                        .maxShare(Percentage.parse("30%"))
                        .maxRuntime(Duration.ofMillis(250))
                        .chunkTime(Duration.ofMillis(250))
                        .lockTimeout(Duration.ofSeconds(2))
                        .window(TimeWindow.parse("22:00-06:00"))
                        .schedule(CronSchedule.parse("0 3 * * *"))))
                .isEmpty();
    }

    @Test
    void a_limit_of_rows_that_ends_every_campaign_with_its_canary() {
        assertThat(said(policy -> policy.maxRows(Sizes.DEFAULT.canary() - 1)))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.limits.rows: A campaign ends after 9 rows, and its"
                                + " canary alone takes up to 10 of the policy's own table: none gets beyond that.");
    }

    @Test
    void a_share_of_nothing() {
        assertThat(said(policy -> policy.maxShare(Percentage.parse("0%"))))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.limits.max-share: No share of the table may go:"
                                + " every campaign ends before its first row.");
    }

    @Test
    void a_runtime_that_is_shorter_than_a_chunk() {
        assertThat(said(policy -> policy.maxRuntime(Duration.ofMillis(100))))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.limits.runtime: A campaign may run for 100ms, and"
                                + " one chunk aims at 250ms: it ends with its first chunks.");
    }

    @Test
    void an_age_that_keeps_nothing() {
        assertThat(settings(Policy.of("ended-sessions", Shop.SESSION)
                        .olderThan("ended_at", Duration.ZERO)
                        .brakes(BrakesConfig.NONE)
                        .build()))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.keep: Rows are kept for no time after their age:"
                                + " one goes as soon as that is past.");
    }

    @Test
    void times_that_cut_each_other_short() {
        assertThat(said(policy -> policy.lockTimeout(Duration.ofSeconds(3))))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.lock-timeout: A lock may be waited for 3s, and a"
                                + " statement of a chunk of 250ms is cancelled after 2s.");
        assertThat(said(policy -> policy.chunkTime(Duration.ofSeconds(1)).lockTimeout(Duration.ofSeconds(8))))
                .isEmpty();
        assertThat(said(policy -> policy.chunkTime(Duration.ofMinutes(2)).window(TimeWindow.parse("03:00-03:01"))))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.chunk-time: A chunk aims at 2m, and each of its statements"
                                + " is cancelled after 30s.",
                        "warn contradiction policies.ended-sessions.window: It is open for 1m, and one chunk may take 2m.");
    }

    @Test
    void a_schedule_whose_campaigns_need_a_signature() {
        assertThat(said(policy -> policy.approvals(1).schedule(CronSchedule.parse("0 3 * * *"))))
                .containsExactly(
                        "warn contradiction policies.ended-sessions.approvals: It has a schedule, and every campaign"
                                + " needs an approval that is not older than 24 hours: at a time of its schedule without one it is"
                                + " refused.");
    }

    @Test
    void a_brake_for_replicas_where_there_is_none() {
        assertThat(said(policy -> policy.brakes(BrakesConfig.NONE.replicaLag(BrakeTime.of(Duration.ofSeconds(5))))))
                .containsExactly(
                        "warn brake replica-lag: The policy sets this brake, and no replica is connected: it holds"
                                + " nothing now.");
    }

    @Test
    void a_hold_without_an_end_that_has_bound_for_long() {
        hold(HoldTarget.table(Shop.SESSION));
        assertThat(said(policy -> policy)).isEmpty();
        db.execute("UPDATE coppice.hold SET placed_at = '2020-02-01 12:00+00'");
        assertThat(said(policy -> policy))
                .containsExactly(
                        "warn hold-without-end app.session: Hold 1 has no end, and binds since 2020-02-01. It was"
                                + " placed by ann: spring cleaning.");
        db.execute("UPDATE coppice.hold SET until_at = now() + interval '1 day'");
        assertThat(said(policy -> policy)).isEmpty();
    }

    @Test
    void the_plan_and_the_doctor_say_the_same() {
        var policy = Shop.ended().maxRows(5).build();
        assertThat(Plans.on(db.dataSource()).plan(policy).findings())
                .extracting(Finding::check)
                .contains("contradiction");
        assertThat(Doctor.on(db.dataSource()).examine(policy))
                .extracting(Finding::check)
                .contains("contradiction");
    }

    @Test
    void without_the_schema_coppice_settings_are_looked_at_too() {
        db.execute("DROP SCHEMA coppice CASCADE");
        assertThat(said(policy -> policy.maxRows(5))).hasSize(1);
    }

    private List<String> said(UnaryOperator<PolicyBuilder> more) {
        return settings(more.apply(Shop.ended()).build());
    }

    private List<String> settings(Policy policy) {
        return Doctor.on(db.dataSource()).settings(policy).stream()
                .map(Finding::toString)
                .toList();
    }

    private void hold(HoldTarget target) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(tx -> Holds.in(tx.dsl()).place(HoldRequest.on(target, "case", Shop.ANN)));
    }
}
