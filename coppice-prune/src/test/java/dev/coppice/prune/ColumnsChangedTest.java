package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that change between two chunks of a campaign whose rows go to an archive. */
@PostgresTest(Isolation.DATABASE)
class ColumnsChangedTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE app.event ADD COLUMN mark text DEFAULT 'x' | + column app.event.mark text",
                "ALTER TABLE app.session ADD COLUMN mark int GENERATED ALWAYS AS (1) STORED | + column app.session.mark",
                "ALTER TABLE app.step ALTER n TYPE bigint | + column app.step.n bigint not null",
                "ALTER TABLE app.audit ALTER id TYPE bigint | + column app.audit.id bigint not null",
                // The statements of a chunk name each column: one that is gone they refuse by themselves.
                "ALTER TABLE app.event DROP COLUMN body | - column app.event.body text"
            })
    void the_next_chunk_goes_no_further_and_nothing_is_gone_that_is_not_archived_whole(
            String change, String difference, TestDatabase db) {
        Shop.open(db, 90);
        var commits = new AtomicInteger();
        var left = new AtomicInteger();
        PausePoint changing = place -> {
            // Behind the canary and the first chunk of the walk: all segments are open.
            if (place.equals("campaign.committed") && commits.incrementAndGet() == 2) {
                db.execute(change);
                left.set(sessions(db));
            }
        };
        var campaign = Shop.campaigns(db.dataSource(), changing)
                .execute(Shop.archived(folder).build(), Shop.OPTIONS, CampaignListener.NONE)
                .campaign();
        assertThat(commits).hasValueGreaterThanOrEqualTo(2);
        assertThat(campaign.state()).as(campaign.reason()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(campaign.stoppedBy()).contains("plan.stale");
        assertThat(campaign.reason()).contains(difference);
        assertThat(sessions(db)).isEqualTo(left.get());
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        campaigns.abort(campaign.id(), Shop.ANN);
        var history = Copies.of(db, "app");
        var next = campaigns
                .execute(Shop.archived(folder).build(), Shop.OPTIONS, CampaignListener.NONE)
                .campaign();
        assertThat(next.state()).as(next.reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(history.gone("app.session")).isPositive();
        Restoring.restore(db, Restoring.archive(folder, next), Restoring.ALL);
        history.requireBack();
    }

    private static int sessions(TestDatabase db) {
        return Integer.parseInt(
                new Database(db).list("SELECT count(*)::text FROM app.session").getFirst());
    }
}
