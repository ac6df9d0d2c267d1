package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.GcPlan.Waste;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** What crashes leave in a store is found and removed, and nothing else is. */
@PostgresTest(Isolation.DATABASE)
class ArchiveGcTest {
    private static final String UUID = "0f8b1c2e-1111-2222-3333-444455556666";

    @TempDir
    private Path folder;

    private ArchiveStore store;

    @BeforeEach
    void open() {
        store = ArchiveStores.folder(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tails_and_halves_go_and_every_frame_stays(TestDatabase db) throws IOException {
        Shop.open(db, 60);
        var campaign = Restoring.prune(db, Shop.archived(folder).build());
        var archive = Restoring.archive(folder, campaign);
        var id = archive.manifest().archive();
        tomorrow(db).execute(store, Restoring.BOB); // segments of tables that had no rows
        var object = archive.manifest().segments().stream()
                .filter(segment -> !segment.frames().isEmpty())
                .findFirst()
                .orElseThrow()
                .frames()
                .getLast()
                .extent();
        Files.write(folder.resolve(object.object()), new byte[77], StandardOpenOption.APPEND);
        write(id + "/manifest.json." + UUID + ".tmp");
        write(id + "/0099-app.session.csv.zst");
        write(id + "/0001-app.session/000001-" + UUID + ".csv.zst");
        write(id + "/notes.txt");
        write("campaign-1-" + UUID + "/0001-app.session.csv.zst");

        assertThat(ArchiveGc.on(db.dataSource()).plan(store).waste()).isEmpty(); // all of it is young
        var plan = tomorrow(db).plan(store);
        assertThat(plan.waste())
                .containsExactlyInAnyOrder(
                        new Waste(id, object.object(), object.end(), 77),
                        new Waste(id, id + "/manifest.json." + UUID + ".tmp", 0, 3),
                        new Waste(id, id + "/0099-app.session.csv.zst", 0, 3),
                        new Waste(id, id + "/0001-app.session/000001-" + UUID + ".csv.zst", 0, 3));
        assertThat(plan.foreign()).containsExactlyInAnyOrder(id + "/notes.txt", "campaign-1-" + UUID);
        assertThat(archive.verify().remarks()).isNotEmpty();

        assertThat(tomorrow(db).execute(store, Restoring.BOB)).isEqualTo(plan);
        assertThat(tomorrow(db).plan(store).waste()).isEmpty();
        assertThat(archive.verify().remarks()).isEmpty();
        assertThat(archive.verify().ok()).isTrue();
        assertThat(folder.resolve(id + "/notes.txt")).exists();
        assertThat(new Database(db).list("SELECT count(*) FROM coppice.audit WHERE action = 'archive.gc'"))
                .containsExactly("1");
    }

    @Test
    void a_ledger_that_knows_less_than_the_manifest_removes_nothing(TestDatabase db) throws IOException {
        Shop.open(db, 60);
        var campaign = Restoring.prune(db, Shop.archived(folder).build());
        var id = campaign.archiveId().orElseThrow();
        tomorrow(db).execute(store, Restoring.BOB);
        db.execute("DELETE FROM coppice.campaign_frame WHERE chunk > 1"); // as in yesterday's copy of the database
        var done = tomorrow(db).execute(store, Restoring.BOB);
        assertThat(done.waste()).isEmpty();
        assertThat(done.ignored())
                .containsExactly(
                        "The manifest of " + id + " cannot be read, or tells of frames this ledger does not know.");
        assertThat(tomorrow(db).plan(store)).isEqualTo(done);
        assertThat(Restoring.archive(folder, campaign).verify().ok()).isTrue();
        Files.writeString(folder.resolve(id).resolve("manifest.json"), "{");
        assertThat(tomorrow(db).execute(store, Restoring.BOB).waste()).isEmpty();
    }

    @Test
    void garbage_of_an_archive_that_is_being_restored_goes_and_every_row_comes_back(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        var before = Copies.of(db, "app");
        var archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        var object = archive.manifest().segments().stream()
                .filter(segment -> !segment.frames().isEmpty())
                .findFirst()
                .orElseThrow()
                .frames()
                .getLast()
                .extent()
                .object();
        Files.write(folder.resolve(object), new byte[77], StandardOpenOption.APPEND);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("first", "restore.staged");
            var first = interleaving.start(
                    "first",
                    () -> Restoring.restores(db.dataSource(), interleaving::reached)
                            .restore(archive, Restoring.ALL, RestoreListener.NONE));
            first.awaitStopped("restore.staged");
            assertThat(tomorrow(db).execute(store, Restoring.BOB).waste())
                    .extracting(Waste::object)
                    .contains(object);
        }
        before.requireBack();
    }

    @Test
    void f7_a_campaign_with_a_living_process_is_passed_over(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        var policy = Shop.archived(folder).build();
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "campaign.before-commit");
            var worker = interleaving.start(
                    "worker",
                    () -> Shop.campaigns(db.dataSource(), interleaving::reached)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE));
            worker.awaitStopped("campaign.before-commit"); // its frames are written, and in no ledger yet
            assertThat(tomorrow(db).plan(store).waste()).isEmpty();
            var done = tomorrow(db).execute(store, Restoring.BOB);
            assertThat(done.waste()).isEmpty();
            assertThat(done.ignored()).containsExactly("A living process works on campaign 1.");
        }
        assertThat(reader(db).verify().ok()).isTrue();
    }

    @Test
    @ExpectedLog(value = Level.ERROR, containing = "met an error nobody expected")
    void a_campaign_that_somebody_left_is_cleaned_and_goes_on_after_it(TestDatabase db) {
        Shop.open(db, 60);
        var before = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        var stops = new int[] {4};
        PausePoint dies = place -> {
            if (place.equals("campaign.before-commit") && stops[0]-- == 0) {
                throw new IllegalStateException("the process ends here");
            }
        };
        var report = Shop.campaigns(db.dataSource(), dies).execute(policy, Shop.OPTIONS, CampaignListener.NONE);
        assertThat(report.campaign().state().ended()).isFalse();
        tomorrow(db).execute(store, Restoring.BOB);
        assertThat(Shop.execute(db, policy).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        before.requireConserved(folder, 1).requireLedger();
    }

    private ArchiveReader reader(TestDatabase db) {
        return Restoring.archive(folder, Campaigns.on(db.dataSource()).find(1).orElseThrow());
    }

    private static ArchiveGc tomorrow(TestDatabase db) {
        var later = Instant.now().plus(Duration.ofHours(25));
        return ArchiveGc.on(db.dataSource(), InstantSource.fixed(later));
    }

    private void write(String object) throws IOException {
        var file = folder.resolve(object);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1, 2, 3});
    }
}
