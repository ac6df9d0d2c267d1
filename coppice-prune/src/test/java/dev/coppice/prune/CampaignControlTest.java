package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.control.Freeze;
import dev.coppice.control.Percentage;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class CampaignControlTest {
    private static final Act BOB = Act.of("bob", "the shop is busy");

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.open(db, 200);
    }

    @Test
    void a_pause_ends_the_process_after_its_chunk_and_a_resume_lets_the_next_one_go_on(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var report = whileRunning(db, id -> campaigns.pause(id, BOB));
        var id = report.campaign().id();
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PAUSED);
        assertThat(report.campaign().reason()).isEqualTo("It was paused by bob: the shop is busy.");
        refused("campaign.paused", () -> Shop.execute(db, Shop.ended().build()));
        assertThat(campaigns.resume(id, BOB).state()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(Shop.execute(db, Shop.ended().build()).campaign().id()).isEqualTo(id);
        truth.requireLedger();
        assertThat(campaigns.find(id).orElseThrow().state()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(new Database(db).list("SELECT action FROM coppice.audit ORDER BY seq"))
                .containsExactly("campaign.created", "campaign.paused", "campaign.resumed");
    }

    @Test
    void an_abort_ends_the_campaign_and_the_next_execution_begins_anew(TestDatabase db) {
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var report = whileRunning(db, id -> campaigns.abort(id, BOB));
        assertThat(report.campaign().state()).isEqualTo(CampaignState.CANCELLED);
        assertThat(report.campaign().stoppedBy()).contains("aborted");
        refused("campaign.wrong-state", () -> campaigns.resume(report.campaign().id(), BOB));
        refused("campaign.not-found", () -> campaigns.pause(99, BOB));
        assertThat(Shop.execute(db, Shop.ended().build()).campaign().id())
                .isGreaterThan(report.campaign().id());
        assertThat(campaigns.list(CampaignQuery.newest(1)).next()).isPresent();
    }

    @Test
    void a_retune_takes_effect_with_the_next_chunk(TestDatabase db) {
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var report = whileRunning(db, id -> campaigns.retune(id, tuning -> tuning.roots(Optional.of(1L)), BOB));
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
        assertThat(report.campaign().stoppedBy()).contains("limit.max-share");
    }

    @Test
    void a_second_execution_is_refused_while_the_first_lives(TestDatabase db) {
        whileRunning(
                db,
                id -> assertThatThrownBy(() -> Shop.execute(db, Shop.ended().build()))
                        .isInstanceOf(CoppiceException.class)
                        .hasMessageContaining("Run \"coppice campaign join " + id + "\" to follow it."));
    }

    @Test
    void limits_of_rows_and_share_are_kept_to_the_row(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var rows = Shop.execute(db, Shop.ended().maxRows(50).build()).campaign();
        assertThat(rows.state()).isEqualTo(CampaignState.PARTIAL);
        assertThat(rows.stoppedBy()).contains("limit.rows");
        assertThat(rows.counts().rows()).isLessThanOrEqualTo(50).isGreaterThan(40);
        truth.requireLedger();
        var share = Shop.execute(
                        db, Shop.ended().maxShare(Percentage.parse("10%")).build())
                .campaign();
        assertThat(share.stoppedBy()).contains("limit.max-share");
        assertThat(share.counts().roots()).isEqualTo((200 - rows.counts().roots()) / 10);
    }

    @Test
    void an_approval_is_bound_to_the_plan_and_used_up(TestDatabase db) {
        var policy = Shop.ended().approvals(1).build();
        refused("approval.missing", () -> Shop.execute(db, policy));
        assertThat(new Database(db).list("SELECT id::text FROM coppice.campaign"))
                .isEmpty();
        var hash = Plans.on(db.dataSource()).contract(policy).fullHash();
        inTransaction(db, dsl -> Approvals.in(dsl).approve(ApprovalRequest.of("policy/ended-sessions", hash, BOB)));
        assertThat(Shop.execute(db, policy).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        refused("approval.already-used", () -> Shop.execute(db, policy));
    }

    @Test
    void a_campaign_whose_plan_has_changed_does_not_go_on(TestDatabase db) {
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var id = whileRunning(db, running -> campaigns.pause(running, BOB))
                .campaign()
                .id();
        campaigns.resume(id, BOB);
        db.execute(
                "CREATE TABLE app.later (session_id uuid REFERENCES app.session); CREATE INDEX ON app.later (session_id)");
        assertThatThrownBy(() -> Shop.execute(db, Shop.ended().build()))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("+ table app.later")
                .hasMessageContaining("abort campaign " + id);
    }

    @Test
    void what_the_doctor_blocks_does_not_begin_unless_somebody_says_so_aloud(TestDatabase db) {
        db.execute("DROP INDEX app.event_session_id_idx");
        refused("plan.blocked", () -> Shop.execute(db, Shop.ended().build()));
        var report = Shop.campaigns(db.dataSource(), PausePoint.NONE)
                .execute(Shop.ended().build(), Shop.OPTIONS.overriding(BOB), CampaignListener.NONE);
        assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(new Database(db).list("SELECT actor FROM coppice.audit WHERE action = 'campaign.overridden'"))
                .containsExactly("bob");
    }

    @Test
    void a_freeze_interrupts_and_the_campaign_goes_on_when_it_is_over(TestDatabase db) {
        inTransaction(db, dsl -> Freeze.in(dsl).freeze(BOB));
        var frozen = Shop.execute(db, Shop.ended().build()).campaign();
        assertThat(frozen.state()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(frozen.stoppedBy()).contains("freeze");
        inTransaction(db, dsl -> Freeze.in(dsl).unfreeze(BOB));
        var report = Shop.execute(db, Shop.ended().build()).campaign();
        assertThat(report.id()).isEqualTo(frozen.id());
        assertThat(report.state()).isEqualTo(CampaignState.SUCCEEDED);
    }

    @Test
    void a_listener_hears_of_every_chunk_with_rate_and_what_is_left(TestDatabase db) {
        var heard = new ArrayList<CampaignProgress>();
        var report = Shop.campaigns(db.dataSource(), PausePoint.NONE)
                .execute(Shop.ended().build(), Shop.OPTIONS, heard::add);
        assertThat(heard).hasSize((int) report.campaign().counts().chunks());
        assertThat(heard.getFirst().remaining()).isPresent();
        assertThat(heard)
                .allSatisfy(progress -> assertThat(progress.expected().orElse(Long.MAX_VALUE))
                        .isGreaterThanOrEqualTo(progress.campaign().counts().roots()));
        assertThat(heard.getLast().rootsPerSecond()).isPositive();
        assertThat(heard.stream().mapToLong(CampaignProgress::chunkRoots).sum())
                .isEqualTo(report.campaign().counts().roots());
    }

    @Test
    void all_chunks_and_what_is_told_of_them_take_one_connection(TestDatabase db) {
        var opened = new AtomicInteger();
        var source = CampaignProcess.announcing(db.url(), db.user(), db.password(), place -> opened.incrementAndGet());
        var heard = new ArrayList<Integer>();
        Shop.campaigns(source, PausePoint.NONE)
                .execute(Shop.ended().build(), Shop.OPTIONS, progress -> heard.add(opened.get()));
        assertThat(heard.subList(1, heard.size())) // the canary is looked at before the second
                .hasSizeGreaterThan(3)
                .containsOnly(heard.get(1));
    }

    /** Does something while a campaign stands between two chunks; what it comes to. */
    private static CampaignReport whileRunning(TestDatabase db, Consumer<Long> work) {
        try (var steps = new Interleaving(Duration.ofSeconds(60))) {
            steps.stopAt("campaign", "campaign.committed");
            Actor<CampaignReport> campaign = steps.start(
                    "campaign",
                    () -> Shop.campaigns(db.dataSource(), steps::reached)
                            .execute(Shop.ended().build(), Shop.OPTIONS, CampaignListener.NONE));
            campaign.awaitStopped("campaign.committed");
            work.accept(Long.valueOf(new Database(db)
                    .list("SELECT max(id)::text FROM coppice.campaign")
                    .getFirst()));
            steps.passAt("campaign.committed");
            campaign.resume();
            return Objects.requireNonNull(campaign.result());
        }
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo(code);
    }

    private static void inTransaction(TestDatabase db, Consumer<DSLContext> work) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES).transaction(configuration -> work.accept(configuration.dsl()));
    }
}
