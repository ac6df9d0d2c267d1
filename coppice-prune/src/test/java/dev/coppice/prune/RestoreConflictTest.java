package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are in the way of those that come back. */
@PostgresTest(Isolation.DATABASE)
class RestoreConflictTest {
    private static final TableName EVENT = TableName.parse("app.event");
    private static final TableName AUDIT = TableName.parse("app.audit");

    @TempDir
    private Path folder;

    private Copies before;
    private Campaign campaign;
    private ArchiveReader archive;

    @BeforeEach
    void pruned(TestDatabase db) {
        Shop.open(db, 120);
        db.execute("ALTER TABLE app.session ADD COLUMN mark text; UPDATE app.session SET mark = 'm' || note;"
                + " CREATE UNIQUE INDEX session_mark ON app.session (lower(mark)) WHERE mark IS NOT NULL");
        before = Copies.of(db, "app");
        campaign = Restoring.prune(db, Shop.archived(folder).build());
        archive = Restoring.archive(folder, campaign);
    }

    @Test
    void fail_leaves_nothing_of_the_chunk_and_skip_goes_on_from_it(TestDatabase db) {
        db.execute("INSERT INTO app.session SELECT '" + first() + "', 'NEW', NULL, 'mine'");
        var stopped = Restoring.restore(db, archive, Restoring.ALL);
        var fault = stopped.stopped().orElseThrow();
        assertThat(stopped.record().state()).isEqualTo(RestoreState.STOPPED);
        assertThat(stopped.conflicts()).containsExactly(new RestoreConflict(Shop.SESSION, "session_pkey", 1));
        assertThat(fault.code()).isEqualTo("restore.conflict");
        assertThat(fault.message())
                .startsWith(
                        "Chunk 1 of archive " + archive.manifest().archive() + " was not restored. Rows are in the way")
                .contains("1 of app.session: session_pkey")
                .contains("goes on from this chunk");
        assertThat(new Database(db).list("SELECT note FROM app.session WHERE id = '" + first() + "'"))
                .containsExactly("mine");

        var skipped = Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.SKIP));
        assertThat(skipped.record().id()).isEqualTo(stopped.record().id());
        assertThat(skipped.record().state()).isEqualTo(RestoreState.SUCCEEDED);
        assertThat(skipped.skipped()).isEqualTo(Map.of(Shop.SESSION, 1L));
        assertThat(before.gone()).isZero();
    }

    @Test
    void replace_gives_the_row_that_is_there_its_old_values(TestDatabase db) {
        db.execute("INSERT INTO app.session SELECT '" + first() + "', 'NEW', NULL, 'mine'");
        var report = Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.REPLACE));
        assertThat(report.stopped()).isEmpty();
        assertThat(report.conflicts()).containsExactly(new RestoreConflict(Shop.SESSION, "session_pkey", 1));
        before.requireBack();
    }

    @Test
    void replace_stops_at_another_row_that_a_unique_index_over_an_expression_names(TestDatabase db) {
        db.execute(
                "INSERT INTO app.session SELECT gen_random_uuid(), 'NEW', NULL, 'mine', 'M' || (SELECT substr(line, 0, 0) FROM"
                        + " copied.\"app.session\" LIMIT 1) || 'NOTE 1'");
        var report = Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.REPLACE));
        assertThat(report.conflicts()).containsExactly(new RestoreConflict(Shop.SESSION, "session_mark", 1));
        assertThat(report.stopped()).isPresent();
    }

    @Test
    void a_second_restore_conflicts_or_restores_nothing(TestDatabase db) {
        Restoring.restore(db, archive, Restoring.ALL);
        db.execute("TRUNCATE app.grants"); // it has no key: nothing could tell that its rows are back
        var sessions = Restoring.ALL.table(Shop.SESSION).table(EVENT).table(AUDIT);
        assertThat(Restoring.restore(db, archive, sessions).stopped()).isPresent();
        var again = Restoring.restore(db, archive, sessions.onConflict(OnConflict.SKIP));
        assertThat(again.restored()).isEmpty();
        assertThat(again.edited()).isEmpty();
        assertThat(again.skipped().get(Shop.SESSION))
                .isEqualTo(campaign.counts().roots());
    }

    @Test
    void an_edit_is_not_taken_back_when_somebody_has_changed_the_value_since(TestDatabase db) {
        db.execute("UPDATE app.audit SET session_id = (SELECT id FROM app.session LIMIT 1) WHERE id ="
                + " (SELECT min(id) FROM app.audit WHERE session_id IS NULL)");
        db.execute("DELETE FROM app.audit WHERE id = (SELECT max(id) FROM app.audit WHERE session_id IS NULL)");
        var report = Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.SKIP));
        assertThat(report.conflicts())
                .containsExactlyInAnyOrder(
                        new RestoreConflict(AUDIT, RestoreConflict.ROW_GONE, 1),
                        new RestoreConflict(AUDIT, RestoreConflict.VALUE_CHANGED, 1));
        assertThat(report.edited()).containsEntry(AUDIT, campaign.counts().edited() - 2);
    }

    @Test
    void a_preview_foretells_and_writes_nothing(TestDatabase db) {
        db.execute("INSERT INTO app.session SELECT '" + first() + "', 'NEW', NULL, 'mine'");
        db.execute("CREATE FUNCTION app.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
                + " CREATE TRIGGER told BEFORE INSERT ON app.event FOR EACH ROW EXECUTE FUNCTION app.nothing()");
        var clock = new Database(db)
                .list("SELECT pg_current_xact_id_if_assigned(), txid_snapshot_xmax(txid_current_snapshot())");
        var preview = Restores.on(db.dataSource()).preview(archive, Restoring.ALL.onConflict(OnConflict.SKIP));
        assertThat(new Database(db)
                        .list("SELECT pg_current_xact_id_if_assigned(), txid_snapshot_xmax(txid_current_snapshot())"))
                .isEqualTo(clock);
        assertThat(preview.conflicts()).containsExactly(new RestoreConflict(Shop.SESSION, "session_pkey", 1));
        assertThat(preview.triggers()).containsExactly("app.event told");
        assertThat(preview.keyless()).containsExactly(TableName.parse("app.grants"));
        var report = Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.SKIP));
        assertThat(preview.restored()).isEqualTo(report.restored());
        assertThat(preview.skipped()).isEqualTo(report.skipped());
    }

    /** The key of a session that went in the first chunk. */
    private String first() {
        return archive.manifest().segments().stream()
                .filter(segment -> segment.content().table().name().equals("session")
                        && segment.content().columns().size() > 2)
                .map(segment -> {
                    try (var rows = archive.rows(segment, segment.frames().getFirst())) {
                        return String.valueOf(rows.next().getFirst());
                    }
                })
                .findFirst()
                .orElseThrow();
    }
}
