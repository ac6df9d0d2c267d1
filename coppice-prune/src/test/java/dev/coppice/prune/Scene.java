package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;

/**
 * A small shop with one heavy session in which something goes wrong, again and again: after each time the policy is executed
 * at once, the end is held against the truth, and everything is put back.
 */
final class Scene {
    private static final String GOING =
            " FROM app.session WHERE status = 'ENDED' AND ended_at < now() - interval '90 days'";

    private final TestDatabase db;
    private final Truth truth;

    private Scene(TestDatabase db) {
        this.db = db;
        this.truth = Truth.before(db, "app");
    }

    static Scene open(TestDatabase db) {
        Shop.openWithHeavy(db, 24);
        return new Scene(db);
    }

    /** A smaller one, in which nothing is heavy. */
    static Scene openLight(TestDatabase db) {
        return openLight(db, 9);
    }

    /** One of so many sessions, in which nothing is heavy. */
    static Scene openLight(TestDatabase db, int sessions) {
        Shop.open(db, sessions);
        return new Scene(db);
    }

    /** What went wrong must have left a ledger that is true; the next execution ends what was begun. */
    void endsAtOnce(Path folder, String after) {
        endsAtOnce(folder, Shop.archived(folder).build(), after);
    }

    /** The same for a policy that finds the folder by another name. */
    void endsAtOnce(Path folder, Policy policy, String after) {
        requireLedger();
        var report = Shop.execute(db, policy);
        assertThat(report.campaign().state())
                .as(after + ": " + report.campaign().reason())
                .isEqualTo(CampaignState.SUCCEEDED);
        requireWhole(folder, after);
        restores(folder);
        truth.rewind();
    }

    /** Everything that was archived is put back, and the shop is as it was. */
    private void restores(Path folder) {
        try (var store = ArchiveStores.folder(folder)) {
            var archives =
                    new Database(db).list("SELECT archive_id FROM coppice.campaign WHERE chunks > 0 ORDER BY id DESC");
            for (var archive : archives) {
                Restoring.restore(db, Archive.in(store, archive).read(), Restoring.ALL);
            }
        }
        truth.requireAsBefore();
    }

    /** What the ledger says is true, once nothing of a dead process is under way any more (F7). */
    void requireLedger() {
        db.execute("SELECT FROM coppice.campaign_worker FOR UPDATE");
        truth.requireLedger();
    }

    /** Puts everything back. */
    void rewind() {
        truth.rewind();
    }

    /** All that may go is gone, every row of it lies in the archive, and the ledger says so. */
    void requireWhole(Path folder, String after) {
        var campaigns = new Database(db)
                .list("SELECT DISTINCT campaign_id::text FROM coppice.campaign_segment").stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
        truth.requireConserved(folder, campaigns).requireLedger();
        truth.requireGone("session", "SELECT count(*)" + GOING);
        assertThat(new Database(db).list("SELECT id::text" + GOING)).as(after).isEmpty();
    }
}
