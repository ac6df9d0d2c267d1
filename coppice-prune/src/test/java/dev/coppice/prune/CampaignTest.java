package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class CampaignTest {
    private static final String GONE =
            "(SELECT id FROM app.session WHERE status = 'ENDED' AND ended_at < now() - interval '90 days')";

    @Test
    void everything_that_may_go_is_gone_and_nothing_else(TestDatabase db) {
        Shop.open(db, 400);
        var truth = Truth.before(db, "app");
        var report = Shop.execute(db, Shop.ended().build());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireGone("session", "SELECT count(*) FROM app.session WHERE id IN " + GONE)
                .requireGone("event", "SELECT count(*) FROM app.event WHERE session_id IN " + GONE)
                .requireLedger();
        assertThat(report.rows().get(Shop.SESSION)).isEqualTo(truth.gone("session"));
        assertThat(report.campaign().counts().chunks()).isGreaterThan(5);
    }

    @Test
    void every_row_that_is_gone_is_in_the_archive_as_it_was(TestDatabase db, @TempDir Path folder) {
        Shop.open(db, 400);
        var truth = Truth.before(db, "app");
        var report = Shop.execute(db, Shop.archived(folder).build());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(report.archive().orElseThrow().frames()).isPositive();
        assertThat(report.campaign().counts().edited()).isPositive();
    }

    @Test
    void campaigns_of_one_number_in_two_databases_share_a_folder(TestDatabase db, @TempDir Path folder) {
        Shop.open(db, 40);
        var first = Shop.execute(db, Shop.archived(folder).build()).campaign();
        db.execute("DROP SCHEMA app, coppice CASCADE");
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var second = Shop.execute(db, Shop.archived(folder).build()).campaign();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.archiveId()).isNotEqualTo(first.archiveId());
        truth.requireConserved(folder, second.id());
        assertThat(folder.resolve(first.archiveId().orElseThrow()).resolve("manifest.json"))
                .exists();
    }
}
