package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.Verification.Problem;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class ArchivesTest {
    @TempDir
    Path folder;

    @Test
    void the_archive_of_a_campaign_is_found_through_the_ledger_and_says_what_the_campaign_says(TestDatabase db) {
        Shop.open(db, 200);
        var report = Shop.execute(db, Shop.archived(folder).build());
        var archives = Archives.on(db.dataSource());

        var found = archives.find(report.campaign().id()).orElseThrow();
        assertThat(found.rows()).isEqualTo(report.rows());
        assertThat(found.edited())
                .isEqualTo(report.campaign().counts().edited())
                .isPositive();
        assertThat(found.frames()).isEqualTo(report.archive().orElseThrow().frames());
        assertThat(found.bytes()).isEqualTo(report.archive().orElseThrow().bytes());
        assertThat(found.state()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(archives.list(CampaignQuery.newest(10)).items()).containsExactly(found);
        try (var open = archives.open(found.campaign())) {
            assertThat(open.id()).isEqualTo(found.id());
            assertThat(open.verify()).satisfies(verified -> {
                assertThat(verified.ok()).isTrue();
                assertThat(verified.frames()).isEqualTo(found.frames());
                assertThat(verified.remarks()).isEmpty();
            });
        }
    }

    @Test
    void a_list_is_read_page_by_page_and_leaves_out_campaigns_without_an_archive(TestDatabase db) {
        Shop.open(db, 40);
        var first = Shop.execute(db, Shop.archived(folder).build()).campaign().id();
        db.execute("UPDATE app.session SET ended_at = '2021-01-01', status = 'ENDED'");
        Shop.execute(db, Shop.ended().build());
        var archives = Archives.on(db.dataSource());

        var page = archives.list(CampaignQuery.newest(1));
        assertThat(page.items()).extracting(CampaignArchive::campaign).containsExactly(first);
        assertThat(page.next()).isEmpty();
        assertThatThrownBy(() -> archives.open(first + 1))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("The archive of campaign 2 was not opened. It has none: policy \"ended-sessions\" named no "
                        + "archive, and its rows were deleted for good. Nothing was changed. Add archive: { to: "
                        + "\"file:./archive\" } to the policy for campaigns to come.");
        assertThatThrownBy(() -> archives.open(99))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("archive.unknown-campaign"));
    }

    @Test
    void what_is_committed_is_read_by_the_ledger_while_no_manifest_tells_of_it(TestDatabase db) throws IOException {
        Shop.open(db, 200);
        var report = Shop.execute(db, Shop.archived(folder).build());
        var known = Archives.on(db.dataSource()).find(report.campaign().id()).orElseThrow();
        db.execute("UPDATE coppice.campaign SET archive_manifest = NULL");
        Files.delete(folder.resolve(known.id()).resolve("manifest.json"));

        try (var open = Archives.on(db.dataSource()).open(known.campaign())) {
            var verified = open.verify();
            assertThat(verified.problems()).isEmpty();
            assertThat(verified.frames()).isEqualTo(known.frames());
            assertThat(verified.remarks()).extracting(Problem::code).containsExactly("archive.manifest-behind");
        }
        db.execute("DROP TABLE app.step; UPDATE coppice.campaign_segment SET description = NULL WHERE segment = 1");
        assertThatThrownBy(() -> Archives.on(db.dataSource()).open(known.campaign()))
                .hasMessage(
                        "The archive of campaign 1 was not opened. No manifest tells which columns app.session had, and the"
                                + " ledger of a campaign that was begun before schema version 5 does not. Nothing was"
                                + " changed. Take the manifest from a backup.");
    }

    @Test
    void an_archive_that_holds_other_rows_than_the_ledger_says_is_a_problem(TestDatabase db) {
        Shop.open(db, 40);
        var report = Shop.execute(db, Shop.archived(folder).build());
        db.execute("UPDATE coppice.campaign_table SET rows_deleted = rows_deleted + 1 WHERE table_name = 'event'");

        try (var open = Archives.on(db.dataSource()).open(report.campaign().id())) {
            assertThat(open.verify().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("archive.rows-differ");
                assertThat(problem.message()).startsWith("The ledger says {app.event=");
            });
        }
    }

    @Test
    void a_store_is_listed_without_a_database_and_a_manifest_that_is_none_is_told(TestDatabase db) throws IOException {
        Shop.open(db, 40);
        var report = Shop.execute(db, Shop.archived(folder).build());
        var known = Archives.on(db.dataSource()).find(report.campaign().id()).orElseThrow();
        Files.writeString(Files.createDirectory(folder.resolve("broken")).resolve("manifest.json"), "{}");
        var stored = StoredArchives.at("file:" + folder);

        assertThat(stored.list()).extracting(StoredArchive::id).containsExactly("broken", known.id());
        assertThat(stored.list().getFirst().problem().orElseThrow().code()).isEqualTo("archive.manifest-damaged");
        assertThat(stored.list().getLast().manifest().orElseThrow().rows().values())
                .containsExactlyInAnyOrderElementsOf(known.rows().values());
        try (var open = stored.open(known.id())) {
            assertThat(open.verify().ok()).isTrue();
        }
        assertThat(StoredArchives.at("file:" + folder.resolve("nowhere")).list())
                .isEmpty();
    }
}
