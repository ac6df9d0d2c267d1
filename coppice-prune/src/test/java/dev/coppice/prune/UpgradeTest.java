package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign that was begun when a campaign had one worker, and that schema versions 12 to 16 found unfinished: in the middle of a
 * heavy root, with a root left alone, an approval used up and an archive in parts. Its values are written by today's engine and
 * only then brought into the tables of version 11: what an engine of that time wrote otherwise is not seen here.
 */
@PostgresTest(Isolation.DATABASE)
class UpgradeTest {
    private static final long MINUTE = 60_000;
    private static final String ELIGIBLE =
            "SELECT note FROM app.session WHERE status = 'ENDED' AND ended_at < now() - interval '90 days'";

    @TempDir
    private Path folder;

    private Truth truth;

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.openWithHeavy(db, 120);
        db.execute("CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION USING ERRCODE = ''23514''; END';"
                + "CREATE TRIGGER refuse BEFORE DELETE ON app.session FOR EACH ROW WHEN (old.note = 'note 2')"
                + " EXECUTE FUNCTION public.refuse()");
        truth = Truth.before(db, "app");
    }

    @Test
    void one_that_was_paused_is_resumed_and_ends_as_planned(TestDatabase db) {
        var campaigns = campaigns(db);
        var stopped = halfway(db, true);
        assertThat(stopped.state()).isEqualTo(CampaignState.PAUSED);
        upgrade(db);
        assertThat(campaigns.workers(1)).isEmpty();
        assertThat(campaigns.alive(1)).isFalse();
        campaigns.resume(1, Shop.ANN);
        ends(db, stopped);
    }

    @Test
    void one_whose_process_died_is_taken_over_once_its_lease_has_run_out(TestDatabase db) {
        var stopped = halfway(db, false);
        // As a process leaves it that was killed.
        db.execute("UPDATE coppice.campaign SET state = 'RUNNING', stopped_by = NULL, state_reason = 'It works.';"
                + " UPDATE coppice.lease SET owner = 'dead', acquired_at = now() - interval '1 h', heartbeat_at = now() -"
                + " interval '1 h', expires_at = now() - interval '59 min' WHERE name = 'campaign/1';"
                + " UPDATE coppice.campaign_worker SET left_at = NULL");
        upgrade(db);
        ends(db, stopped);
    }

    @Test
    void one_that_was_aborted_stays_so_and_its_archive_is_whole(TestDatabase db) {
        var campaigns = campaigns(db);
        halfway(db, false);
        campaigns.abort(1, Shop.ANN);
        var aborted = campaigns.find(1).orElseThrow();
        upgrade(db);
        assertThat(campaigns.find(1)).contains(aborted);
        assertThat(campaigns.left(1, 9)).extracting(RootLeft::code).contains("refused", "partly-drained");
        truth.requireConserved(folder, 1).requireLedger();
        var next = execute(db).campaign();
        assertThat(next.id()).isEqualTo(2);
        assertThat(next.stoppedBy()).contains("quarantined");
        truth.requireConserved(folder, 1, 2).requireLedger();
        restores(db, List.of(next, aborted));
    }

    private void upgrade(TestDatabase db) {
        OldLedger.ofVersionEleven(db);
        new CoppiceSchema(db.dataSource()).migrate();
        assertThat(campaigns(db).find(1).orElseThrow().counts().chunks()).isGreaterThan(3);
    }

    private void ends(TestDatabase db, Campaign before) {
        var ended = execute(db).campaign();
        assertThat(ended.id()).isEqualTo(1);
        assertThat(ended.state()).as(ended.reason()).isEqualTo(CampaignState.PARTIAL);
        assertThat(ended.counts().quarantined()).isEqualTo(1);
        assertThat(ended.counts().chunks()).isGreaterThan(before.counts().chunks());
        assertThat(ended.ranFor().toMillis())
                .isBetween(before.ranFor().toMillis(), before.ranFor().toMillis() + MINUTE);
        assertThat(new Database(db).list(ELIGIBLE)).containsExactly("note 2");
        truth.requireConserved(folder, 1).requireLedger();
        restores(db, List.of(ended));
    }

    private void restores(TestDatabase db, List<Campaign> newestFirst) {
        for (var campaign : newestFirst) {
            var archive = Restoring.archive(folder, campaign);
            assertThat(archive.verify().problems()).isEmpty();
            Restoring.restore(db, archive, Restoring.ALL);
        }
        truth.requireAsBefore();
    }

    /** Begun, and stopped while the heavy root is taken down. */
    private Campaign halfway(TestDatabase db, boolean pauses) {
        var campaigns = campaigns(db);
        var listener = new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {
                if (pauses && draining(db)) {
                    campaigns.pause(1, Shop.ANN);
                }
            }

            @Override
            public boolean stopRequested() {
                return !pauses && draining(db);
            }
        };
        var plan = Plans.on(db.dataSource()).contract(policy()).hash();
        var campaign =
                campaigns.execute(policy(), Shop.OPTIONS.ofPlan(plan), listener).campaign();
        assertThat(campaign.counts().quarantined()).isEqualTo(1);
        return campaign;
    }

    private static boolean draining(TestDatabase db) {
        return !new Database(db)
                .list("SELECT 1 FROM coppice.campaign_root AS r JOIN coppice.campaign AS c ON c.id = r.campaign_id"
                        + " WHERE r.state = 'draining' AND r.drained > 30 AND c.chunks > 3 AND c.quarantined > 0")
                .isEmpty();
    }

    private CampaignReport execute(TestDatabase db) {
        var plan = Plans.on(db.dataSource()).contract(policy()).hash();
        return campaigns(db).execute(policy(), Shop.OPTIONS.ofPlan(plan), CampaignListener.NONE);
    }

    private Policy policy() {
        return Shop.archived(folder).approvals(1).build();
    }

    private static Campaigns campaigns(TestDatabase db) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE);
    }
}
