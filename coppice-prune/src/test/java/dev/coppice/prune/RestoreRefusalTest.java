package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.FrameContent.Kind;
import dev.coppice.archive.Segment;
import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and what is left when it is. */
@PostgresTest(Isolation.DATABASE)
class RestoreRefusalTest {
    @TempDir
    private Path folder;

    private Copies before;
    private Campaign campaign;
    private ArchiveReader archive;

    @BeforeEach
    void pruned(TestDatabase db) {
        Shop.open(db, 200);
        before = Copies.of(db, "app");
        campaign = Restoring.prune(db, Shop.archived(folder).build());
        archive = Restoring.archive(folder, campaign);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE app.session DROP COLUMN note | app.session.note: text in the archive, not there now",
                "ALTER TABLE app.session ALTER note TYPE varchar(9) USING 'x' | app.session.note: text in the archive, character varying(9) now",
                "ALTER TABLE app.session ADD COLUMN more int; UPDATE app.session SET more = 1; ALTER TABLE app.session ALTER more SET NOT NULL | app.session.more: not in the archive, NOT NULL without a default now",
                "ALTER TABLE app.audit DROP CONSTRAINT audit_pkey | app.audit: its primary key is not (id)",
                "ALTER TABLE app.session RENAME note TO remark | app.session.note: text in the archive, not there now",
                "ALTER TABLE app.session DROP note; ALTER TABLE app.session ADD note text GENERATED ALWAYS AS ('x') STORED | app.session.note: stored in the archive, computed now",
                "DROP TABLE app.grants | app.grants: there is no such table"
            })
    void a_table_of_another_shape_is_refused_with_the_difference(String change, String difference, TestDatabase db) {
        db.execute(change);
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("Archive " + archive.manifest().archive()
                        + " was not restored. The tables are not as they were when the rows were archived:\n  "
                        + difference
                        + "\nNothing was changed. Restore into another schema, or change the tables back for as long as it"
                        + " takes.");
        assertThat(Restores.on(db.dataSource()).list(Long.MAX_VALUE, 1).items()).isEmpty();
    }

    @Test
    void a_column_that_fills_itself_is_no_difference(TestDatabase db) {
        db.execute("ALTER TABLE app.session ADD COLUMN more int NOT NULL DEFAULT 7, ADD COLUMN maybe text");
        assertThat(Restoring.restore(db, archive, Restoring.ALL).stopped()).isEmpty();
        assertThat(before.gone()).isZero();
    }

    @Test
    void a_changed_byte_stops_it_before_the_chunk_is_written(TestDatabase db) throws IOException {
        var segment = rows("event");
        var frame = segment.frames().getFirst(); // the oldest chunk: all others are restored by then
        change(segment, frame.extent().offset() + frame.extent().length() / 2);
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Chunk 1 of archive ")
                .hasMessageContaining("Restore 1 has put back ")
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("archive.frame-damaged");
        change(segment, frame.extent().offset() + frame.extent().length() / 2);
        assertThat(Restoring.restore(db, archive, Restoring.ALL).record().id()).isEqualTo(1);
        before.requireBack();
    }

    @Test
    void a_file_that_was_cut_off_stops_it(TestDatabase db) throws IOException {
        var segment = rows("event");
        var end = segment.frames().getLast().extent().end();
        try (var file = new RandomAccessFile(file(segment).toFile(), "rw")) {
            file.setLength(end - 1);
        }
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Nothing was restored yet.");
        assertThat(before.gone("app.session")).isEqualTo(campaign.counts().roots());
    }

    @Test
    void a_campaign_that_may_go_on_is_refused(TestDatabase db) {
        db.execute("UPDATE coppice.campaign SET state = 'PAUSED', stopped_by = 'somebody', ended_at = NULL");
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Campaign 1, which fills it, is paused and may delete more.");
    }

    @Test
    void a_role_without_rights_is_told_which(TestDatabase db) {
        db.execute(
                "CREATE ROLE coppice_restore_test_poor; GRANT USAGE ON SCHEMA app, coppice TO coppice_restore_test_poor;"
                        + " GRANT SELECT ON ALL TABLES IN SCHEMA app, coppice TO coppice_restore_test_poor");
        try {
            assertThatThrownBy(() -> Restores.on(new AsRole(db.dataSource(), "coppice_restore_test_poor"))
                            .preview(archive, Restoring.ALL.table(Shop.SESSION)))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessageContaining("INSERT on table app.session");
        } finally {
            db.execute("DROP OWNED BY coppice_restore_test_poor; DROP ROLE coppice_restore_test_poor");
        }
    }

    @Test
    void a_server_that_takes_no_writes_is_refused(TestDatabase db) {
        db.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());"
                        + " END $$");
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("restore.read-only");
    }

    @Test
    void a_freeze_stops_what_replaces_and_not_what_adds(TestDatabase db) throws Exception {
        try (var connection = db.connect()) {
            DSL.using(connection, SQLDialect.POSTGRES)
                    .transaction(configuration -> Freeze.in(configuration.dsl()).freeze(Act.of("cid", "an incident")));
        }
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL.onConflict(OnConflict.REPLACE)))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("freeze.frozen");
        assertThat(Restoring.restore(db, archive, Restoring.ALL).stopped()).isEmpty();
        before.requireBack();
    }

    @Test
    void rows_that_a_trigger_keeps_out_are_told(TestDatabase db) {
        db.execute("CREATE FUNCTION app.keep_out() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN CASE WHEN new.id::text < ''8'' THEN new END; END';"
                + " CREATE TRIGGER keep_out BEFORE INSERT ON app.session FOR EACH ROW EXECUTE FUNCTION app.keep_out()");
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("arrived in app.session; a trigger or rule keeps the others out.");
        assertThat(before.gone("app.session")).isEqualTo(campaign.counts().roots());
    }

    @Test
    void a_restore_that_is_given_up_begins_anew(TestDatabase db) {
        var sessions = Restoring.ALL.table(Shop.SESSION);
        db.execute(
                "INSERT INTO app.session SELECT id, 'NEW', NULL, 'mine' FROM (SELECT substr(line, 2, 36)::uuid AS id FROM"
                        + " copied.\"app.session\") AS c WHERE NOT EXISTS (SELECT FROM app.session AS s WHERE s.id = c.id) LIMIT 1");
        assertThat(Restoring.restore(db, archive, sessions).stopped()).isPresent();
        var restores = Restores.on(db.dataSource());
        assertThat(restores.abandon(1, Restoring.BOB).state()).isEqualTo(RestoreState.ABANDONED);
        assertThatThrownBy(() -> restores.abandon(1, Restoring.BOB)).hasMessageContaining("It is ABANDONED");
        assertThatThrownBy(() -> restores.abandon(9, Restoring.BOB)).hasMessageContaining("no restore of this number");
        assertThat(Restoring.restore(db, archive, sessions.onConflict(OnConflict.SKIP))
                        .record()
                        .id())
                .isGreaterThan(1);
        assertThat(restores.list(Long.MAX_VALUE, 1).items()).hasSize(1);
    }

    private Segment rows(String table) {
        return archive.manifest().segments().stream()
                .filter(segment -> segment.content().kind() == Kind.ROWS
                        && segment.content().table().name().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private Path file(Segment segment) {
        return folder.resolve(segment.frames().getFirst().extent().object());
    }

    private void change(Segment segment, long place) throws IOException {
        var bytes = Files.readAllBytes(file(segment));
        bytes[(int) place] ^= 1;
        Files.write(file(segment), bytes);
    }
}
