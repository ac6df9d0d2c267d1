package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Segment;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** A manifest that is lost while all its frames are there. */
@PostgresTest(Isolation.DATABASE)
class ArchiveRepairTest {
    @TempDir
    private Path folder;

    private Copies before;
    private Campaign campaign;
    private Archives archives;

    @BeforeEach
    void pruned(TestDatabase db) {
        Shop.open(db, 60);
        before = Copies.of(db, "app");
        campaign = Restoring.prune(db, Shop.archived(folder).build());
        archives = Archives.on(db.dataSource());
    }

    @Test
    void a_lost_manifest_is_told_with_the_way_to_write_it_again(TestDatabase db) throws IOException {
        var digest = archives.find(1).orElseThrow().manifestSha256().orElseThrow();
        Files.delete(manifest());
        assertThatThrownBy(() -> archives.open(1))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("The manifest of archive " + id() + " was not read from ")
                .hasMessageEndingWith(
                        "Nothing was changed. Run \"coppice archive repair 1\": the ledger knows all that the"
                                + " manifest says, and it is written again.");
        assertThat(archives.repair(1, Restoring.BOB)).isEqualTo(new ArchiveRepair.Written(digest));
        assertThat(archives.repair(1, Restoring.BOB)).isEqualTo(new ArchiveRepair.Whole(digest));
        assertThat(new Database(db).list("SELECT actor FROM coppice.audit WHERE action = 'archive.repaired'"))
                .containsExactly("bob");
        restores(db);
        before.requireBack();
    }

    @Test
    void what_became_of_the_tables_changes_nothing_of_a_manifest_that_is_written_again(TestDatabase db)
            throws IOException {
        Files.delete(manifest());
        db.execute("DROP TABLE app.step; CREATE INDEX ON app.event (body); ALTER TABLE app.session DROP COLUMN status;"
                + " ALTER TABLE app.session ADD COLUMN status text");
        archives.repair(1, Restoring.BOB);
        try (var open = archives.open(1)) {
            assertThat(open.verify().ok()).isTrue();
            assertThat(open.reader().manifest().tables())
                    .filteredOn(table -> table.name().equals("session"))
                    .singleElement()
                    .satisfies(
                            table -> assertThat(table.columns().get(1).name()).isEqualTo("status"));
            var sessions = Restoring.ALL.table(Shop.SESSION);
            Restoring.restore(db, open.reader(), sessions);
        }
        assertThat(new Database(db).list("SELECT status FROM app.session WHERE note LIKE '%1' GROUP BY 1"))
                .contains("ENDED")
                .doesNotContain("note 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "other"})
    void a_manifest_that_is_none_or_another_archives_is_refused_and_written_again(String text, TestDatabase db)
            throws IOException {
        Files.writeString(
                manifest(), text.equals("other") ? Files.readString(manifest()).replace(id(), "campaign-9") : text);
        assertThatThrownBy(() -> archives.open(1)).hasMessageContaining("coppice archive repair 1");
        assertThat(archives.repair(1, Restoring.BOB)).isInstanceOf(ArchiveRepair.Written.class);
        restores(db);
        before.requireBack();
    }

    @Test
    void frames_that_are_gone_too_are_named_and_nothing_is_written() throws IOException {
        Files.delete(manifest());
        var object = id() + "/0001-app.session.csv.zst";
        Files.move(folder.resolve(object), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> archives.repair(1, Restoring.BOB))
                .hasMessage("The archive of campaign 1 was not repaired. Not there, or shorter than they were, in file:"
                        + folder + ": " + object + ". Nothing was changed. Take them from a backup; what is left can be"
                        + " read once they are there.");
        assertThat(manifest()).doesNotExist();
    }

    /** As a process leaves it that wrote it long after another had gone on. */
    @Test
    void a_manifest_that_tells_of_too_little_is_written_again_though_it_is_as_it_was_written(TestDatabase db) {
        try (var open = archives.open(1);
                var store = ArchiveStores.folder(folder)) {
            var whole = open.reader().manifest();
            var digest = Archive.in(store, id())
                    .write(new Manifest(
                            whole.archive(),
                            whole.startedAt(),
                            whole.origin(),
                            whole.settings(),
                            whole.encryption(),
                            whole.segments().stream()
                                    .map(segment -> new Segment(segment.name(), segment.content(), List.of()))
                                    .toList()));
            db.execute("UPDATE coppice.campaign SET archive_manifest = '" + digest + "'");
        }
        assertThat(archives.repair(1, Restoring.BOB)).isInstanceOf(ArchiveRepair.Written.class);
        restores(db);
        before.requireBack();
    }

    @Test
    void a_ledger_that_knows_less_than_the_manifest_does_not_replace_it(TestDatabase db) {
        db.execute(
                "DELETE FROM coppice.campaign_frame WHERE chunk > 1; UPDATE coppice.campaign SET archive_manifest = NULL");
        assertThatThrownBy(() -> archives.repair(1, Restoring.BOB))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("archive.ledger-behind");
    }

    @Test
    void a_manifest_of_encrypted_frames_is_not_written_without_their_key(TestDatabase db) throws IOException {
        Files.delete(manifest());
        db.execute("UPDATE coppice.campaign_frame SET csv_sha256 = NULL");
        assertThatThrownBy(() -> archives.repair(1, Restoring.BOB))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("archive.key-missing");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "manifest was not written")
    void a_manifest_that_cannot_be_written_any_more_holds_up_no_new_campaign(TestDatabase db) throws IOException {
        var file = Files.createFile(folder.resolve("a-file"));
        db.execute("UPDATE coppice.campaign SET archive_manifest = NULL, archive_location = 'file:" + file + "'");
        assertThat(Restoring.prune(db, Shop.archived(folder).build()).id()).isEqualTo(2);
        assertThat(archives.find(1).orElseThrow().manifestSha256()).isEmpty();
    }

    private void restores(TestDatabase db) {
        try (var open = archives.open(1)) {
            assertThat(open.verify().ok()).isTrue();
            assertThat(open.verify().remarks()).isEmpty();
            Restoring.restore(db, open.reader(), Restoring.ALL);
        }
    }

    private String id() {
        return campaign.archiveId().orElseThrow();
    }

    private Path manifest() {
        return folder.resolve(id()).resolve("manifest.json");
    }
}
