package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.prune.internal.restore.Hooks;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Campaigns that were run, and their archives. */
final class Restoring {
    static final Act BOB = Act.of("bob", "they were still needed");
    static final RestoreOptions ALL = RestoreOptions.by(BOB);

    private Restoring() {}

    /** Runs a policy to its end in small chunks. */
    static Campaign prune(TestDatabase db, Policy policy) {
        var report = Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(60, 3, 1_000))
                .execute(
                        policy,
                        Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of")),
                        CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        return report.campaign();
    }

    static ArchiveReader archive(Path folder, Campaign campaign) {
        return Archive.in(ArchiveStores.folder(folder), campaign.archiveId().orElseThrow())
                .read();
    }

    static RestoreReport restore(TestDatabase db, ArchiveReader archive, RestoreOptions options) {
        return Restores.on(db.dataSource()).restore(archive, options, RestoreListener.NONE);
    }

    static Restores restores(DataSource database, PausePoint pausePoint) {
        return Restores.on(database, new Hooks(new ParkingWaiter(), pausePoint));
    }
}
