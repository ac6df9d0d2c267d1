package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns that one process begins and another carries on. */
@PostgresTest(Isolation.DATABASE)
class CampaignCarriedOnTest {
    private static final CampaignOptions ANA = CampaignOptions.by(Act.of("ana", "a test"));

    private Campaigns campaigns;
    private Policy policy;

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.open(db, 200);
        campaigns = Campaigns.on(db.dataSource());
        policy = Shop.ended().build();
    }

    @Test
    void one_that_is_begun_waits_and_is_found_again(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var begun = campaigns.begin(policy, ANA);
        assertThat(begun.state()).isEqualTo(CampaignState.PLANNED);
        assertThat(begun.counts().chunks()).isZero();
        assertThat(campaigns.alive(begun.id())).isFalse();
        assertThat(campaigns.begin(policy, ANA).id()).isEqualTo(begun.id());

        var report = campaigns.carryOn(begun.id(), policy, ANA, CampaignListener.NONE);

        assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireLedger();
    }

    @Test
    void what_has_ended_is_not_begun_anew(TestDatabase db) {
        var begun = campaigns.begin(policy, ANA);
        campaigns.abort(begun.id(), Act.of("bob", "not now"));

        refused("campaign.wrong-state", () -> campaigns.carryOn(begun.id(), policy, ANA, CampaignListener.NONE));
        refused("campaign.not-found", () -> campaigns.carryOn(99, policy, ANA, CampaignListener.NONE));

        assertThat(new Database(db).list("SELECT state FROM coppice.campaign")).containsExactly("CANCELLED");
    }

    @Test
    void another_text_of_the_policy_does_not_carry_it_on(TestDatabase db) {
        var begun = campaigns.begin(policy, ANA);
        var other = Shop.ended().maxRows(7).build();

        refused("plan.stale", () -> campaigns.carryOn(begun.id(), other, ANA, CampaignListener.NONE));
        refused("plan.stale", () -> campaigns.begin(other, ANA));

        assertThat(campaigns.find(begun.id()).orElseThrow()).isEqualTo(begun);
    }

    @Test
    void figures_sum_the_ledger_up() {
        assertThat(campaigns.figures()).isEqualTo(new CampaignFigures(Map.of(), Map.of(), Map.of(), Map.of()));
        var done = campaigns.execute(policy, ANA, CampaignListener.NONE).campaign();
        var waiting = campaigns.begin(policy, ANA);
        campaigns.pause(waiting.id(), Act.of("bob", "not now"));

        var figures = campaigns.figures();

        assertThat(figures.states()).isEqualTo(Map.of(CampaignState.SUCCEEDED, 1L, CampaignState.PAUSED, 1L));
        var counts = done.counts();
        assertThat(figures.policies())
                .isEqualTo(Map.of(
                        policy.name(),
                        new CampaignFigures.Done(counts.rows(), counts.quarantined(), counts.skipped())));
        assertThat(figures.stopped()).isEqualTo(Map.of("paused", 1L));
        assertThat(figures.chunks()).isEmpty();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class, told -> assertThat(told.code()).isEqualTo(code));
    }
}
