package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Some of an archive is restored, or it goes elsewhere. */
@PostgresTest(Isolation.DATABASE)
class RestoreSelectionTest {
    private static final TableName EVENT = TableName.parse("app.event");

    @TempDir
    private Path folder;

    private Copies before;
    private Campaign campaign;
    private ArchiveReader archive;

    @BeforeEach
    void pruned(TestDatabase db) {
        Shop.open(db, 120);
        before = Copies.of(db, "app");
        campaign = Restoring.prune(db, Shop.archived(folder).build());
        archive = Restoring.archive(folder, campaign);
    }

    @Test
    void a_table_alone_comes_back_and_its_children_may_follow(TestDatabase db) {
        var report = Restoring.restore(db, archive, Restoring.ALL.table(Shop.SESSION));
        assertThat(report.restored())
                .isEqualTo(Map.of(Shop.SESSION, campaign.counts().roots()));
        assertThat(before.gone("app.session")).isZero();
        assertThat(before.gone("app.event")).isPositive();
        Restoring.restore(db, archive, Restoring.ALL.table(EVENT));
        assertThat(before.gone("app.event")).isZero();
    }

    @Test
    void a_child_without_its_parent_names_the_table_to_restore_first(TestDatabase db) {
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL.table(EVENT)))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Rows of app.event refer to rows of app.session that are not there"
                        + " (event_session_id_fkey). Nothing was restored yet."
                        + " Restore table app.session first, or both together.")
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("restore.parent-missing");
        assertThat(Restores.on(db.dataSource()).find(1).orElseThrow().state()).isEqualTo(RestoreState.STOPPED);
        Restoring.restore(db, archive, Restoring.ALL.table(Shop.SESSION));
        assertThat(Restoring.restore(db, archive, Restoring.ALL.table(EVENT))
                        .record()
                        .id())
                .isEqualTo(1);
        assertThat(before.gone("app.event")).isZero();
    }

    @Test
    void a_condition_is_asked_of_the_archived_rows(TestDatabase db) {
        var wanted = Restoring.ALL.table(Shop.SESSION).where("note LIKE '%1' AND '?' <> '{' -- the end");
        var report = Restoring.restore(db, archive, wanted);
        var restored = report.restored().getOrDefault(Shop.SESSION, 0L);
        assertThat(restored).isPositive().isLessThan(campaign.counts().roots());
        assertThat(report.skipped())
                .containsEntry(Shop.SESSION, campaign.counts().roots() - restored);
        assertThat(new Database(db)
                        .list("SELECT DISTINCT right(note, 1) FROM app.session WHERE status = 'ENDED'"
                                + " AND ended_at < '2021-01-01'"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "note | restore.not-boolean",
                "nothing = 1 | restore.unknown-name",
                "random() > 0.5 | restore.volatile-condition",
                "true); DELETE FROM app.session; SELECT (true | restore.bad-condition",
                "EXISTS (SELECT FROM app.session FOR UPDATE) | restore.locking-condition"
            })
    void a_condition_that_is_none_is_refused_before_anything_is_written(
            String condition, String code, TestDatabase db) {
        assertThatThrownBy(() -> Restoring.restore(
                        db, archive, Restoring.ALL.table(Shop.SESSION).where(condition)))
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo(code);
        assertThat(Restores.on(db.dataSource()).list(Long.MAX_VALUE, 10).items())
                .isEmpty();
    }

    @Test
    void one_row_comes_back_by_its_key(TestDatabase db) {
        var id = new Database(db)
                .list("SELECT substr(line, 2, 36) FROM copied.\"app.session\" AS c WHERE NOT EXISTS"
                        + " (SELECT FROM app.session AS s WHERE s.id::text = substr(c.line, 2, 36)) LIMIT 1")
                .getFirst();
        var report =
                Restoring.restore(db, archive, Restoring.ALL.table(Shop.SESSION).key(List.of(id)));
        assertThat(report.restored()).isEqualTo(Map.of(Shop.SESSION, 1L));
        assertThat(new Database(db).list("SELECT count(*) FROM app.session WHERE id = '" + id + "'"))
                .containsExactly("1");
        assertThatThrownBy(() -> Restoring.restore(
                        db, archive, Restoring.ALL.table(Shop.SESSION).key(List.of("seven"))))
                .hasMessageContaining("What was given for id is no value of type uuid.");
    }

    @Test
    void another_schema_gets_the_rows_and_the_tables_it_lacks(TestDatabase db) {
        var options = Restoring.ALL.into("rescue \"1\"");
        var preview = Restores.on(db.dataSource()).preview(archive, options);
        assertThat(preview.made()).hasSize(campaign.counts().edited() > 0 ? 5 : 4);
        var report = Restoring.restore(db, archive, options);
        assertThat(report.stopped()).isEmpty();
        assertThat(preview.restored()).isEqualTo(report.restored());
        for (var table : new String[] {"session", "event", "step", "grants"}) {
            before.requireElsewhere("app." + table, "\"rescue \"\"1\"\"\"." + table);
        }
        assertThat(new Database(db)
                        .list("SELECT count(*) FROM pg_constraint WHERE contype = 'p' AND connamespace ="
                                + " '\"rescue \"\"1\"\"\"'::regnamespace"))
                .containsExactly("4");
    }

    @Test
    void what_is_not_in_the_archive_is_refused(TestDatabase db) {
        assertThatThrownBy(() -> Restoring.restore(db, archive, Restoring.ALL.table(TableName.parse("app.nothing"))))
                .hasMessageContaining("It has no rows of app.nothing; it has rows of app.audit, app.event,");
        assertThatThrownBy(() -> Restoring.ALL.where("true")).isInstanceOf(IllegalStateException.class);
    }
}
