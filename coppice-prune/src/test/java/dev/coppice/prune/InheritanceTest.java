package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that inherit from others: each is a table of its own, and keeps all its columns. */
@PostgresTest(Isolation.DATABASE)
class InheritanceTest {
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));

    @TempDir
    private Path folder;

    // Pages below documents; scans inherit from them with columns in between, old scans at second hand, and a page that
    // is
    // a note besides has a key of its own. The notes of a page hang on scans by a key of their own.
    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.doc (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.page (id int PRIMARY KEY, doc_id int REFERENCES app.doc ON DELETE CASCADE, body text);
                CREATE TABLE app.old_scan (dpi int, body text, doc_id int, id int NOT NULL, seen timestamptz);
                CREATE TABLE app.scan (pixels bytea) INHERITS (app.page);
                ALTER TABLE app.scan ADD PRIMARY KEY (id);
                ALTER TABLE app.old_scan ADD COLUMN pixels bytea, INHERIT app.scan;
                CREATE TABLE app.slip (colour text, doc_id int REFERENCES app.doc) INHERITS (app.page, app.scan);
                CREATE TABLE app.mark (scan_id int REFERENCES app.scan, x int);
                CREATE INDEX ON app.page (doc_id);
                CREATE INDEX ON app.scan (doc_id);
                CREATE INDEX ON app.old_scan (doc_id);
                CREATE INDEX ON app.slip (doc_id);
                CREATE INDEX ON app.mark (scan_id);
                INSERT INTO app.doc SELECT i, i % 2 = 0 FROM generate_series(1, 20) AS i;
                INSERT INTO app.page SELECT i, i, 'page' FROM generate_series(1, 20) AS i;
                INSERT INTO app.scan SELECT i, i, 'scan', decode(repeat('ab', i), 'hex') FROM generate_series(1, 20) AS i;
                INSERT INTO app.old_scan SELECT 300, 'old', i, i, '2020-01-01', '\\x00' FROM generate_series(1, 20) AS i;
                INSERT INTO app.slip (id, doc_id, body, colour) SELECT i, i, 'slip', 'red' FROM generate_series(1, 20) AS i;
                INSERT INTO app.mark SELECT i, n FROM generate_series(1, 20) AS i, generate_series(1, 3) AS n;
                """);
    }

    @Test
    void f9_rows_of_inheriting_tables_go_whole_with_what_they_name_and_come_back(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var report = run(db, docs());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireLedger();
        for (var table : List.of("doc", "page", "scan", "old_scan", "slip")) {
            assertThat(new Database(db).list("SELECT count(*)::text FROM ONLY app." + table))
                    .as(table)
                    .containsExactly("10");
        }
        assertThat(truth.gone("mark")).isEqualTo(30);
        Restoring.restore(db, Restoring.archive(folder, report.campaign()), Restoring.ALL);
        truth.requireAsBefore();
    }

    /** A cast of the parent's key would keep its index from being used. */
    @Test
    void keys_of_one_type_are_compared_as_they_are(TestDatabase db) {
        assertThat(Plans.on(db.dataSource()).plan(docs().build()).statements())
                .extracting(PrunePlan.Statement::sql)
                .isNotEmpty()
                .noneMatch(text -> text.contains("::text::"));
    }

    @Test
    void f9_a_plan_shows_them_as_tables_of_their_own(TestDatabase db) {
        var plan = Plans.on(db.dataSource()).plan(docs().build());
        assertThat(plan.tables())
                .extracting(table -> table.table() + " " + table.rows().count() + " "
                        + table.paths().stream().map(PrunePlan.Path::rule).toList())
                .containsExactlyInAnyOrder(
                        "app.doc 10 []",
                        "app.page 10 [cascade]",
                        "app.scan 10 [inherited]",
                        "app.old_scan 10 [inherited]",
                        "app.slip 10 [no action]",
                        "app.mark 30 [no action]");
        assertThat(plan.findings()).extracting(Finding::check).doesNotContain("inheritance");
    }

    @Test
    void f9_rows_that_inherit_from_the_policys_own_table_stay_and_keep_what_they_name(TestDatabase db) {
        db.execute("""
                ALTER TABLE app.doc ADD COLUMN part_of int REFERENCES app.doc;
                CREATE INDEX ON app.doc (part_of);
                CREATE TABLE app.book (isbn text) INHERITS (app.doc);
                CREATE INDEX ON app.book (part_of);
                INSERT INTO app.book VALUES (1, true, NULL, 'a'), (2, true, 4, 'b'), (6, false, NULL, 'c');
                """);
        assertThat(Plans.on(db.dataSource()).plan(docs().build()).findings())
                .filteredOn(finding -> finding.check().equals("inheritance"))
                .extracting(Finding::message)
                .containsExactly("app.book inherits from it; its rows are not touched.");
        var truth = Truth.before(db, "app");
        var report = run(db, docs());
        truth.requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(9);
        assertThat(truth.gone("book")).isZero();
        assertThat(report.campaign().counts().skipped()).isEqualTo(1);
        var own = run(db, Policy.of("books", "app.book").when("done"));
        assertThat(own.campaign().counts().rows()).isEqualTo(2);
        assertThat(new Database(db).list("SELECT isbn FROM app.book")).containsExactly("c");
        assertThat(run(db, docs()).campaign().counts().roots()).isEqualTo(1);
    }

    @Test
    void f9_a_cascade_that_names_tables_leaves_inheriting_ones_out_unless_it_names_them(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var report = run(db, docs().cascade(TableName.parse("app.page"), TableName.parse("app.slip")));
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(truth.requireLedger().gone("page")).isEqualTo(10);
        assertThat(truth.gone("scan")).isZero();
        assertThat(truth.gone("mark")).isZero();
    }

    @Test
    void f9_tables_that_inherit_from_an_association_are_associated_too(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.grants (entity_type text, entity_id int);
                CREATE TABLE app.loan (until date) INHERITS (app.grants);
                CREATE INDEX ON app.grants (entity_id);
                CREATE INDEX ON app.loan (entity_id);
                INSERT INTO app.grants VALUES ('doc', 1), ('doc', 2);
                INSERT INTO app.loan VALUES ('doc', 3, '2020-01-01'), ('doc', 4, '2020-01-02'), ('page', 4, '2020-01-03');
                """);
        var truth = Truth.before(db, "app");
        var report = run(
                db,
                docs().association(new AssociationConfig(
                        TableName.parse("app.grants"), "entity_type", "doc", "entity_id")));
        assertThat(truth.requireLedger().gone("grants")).isEqualTo(1);
        assertThat(truth.gone("loan")).isEqualTo(1);
        Restoring.restore(db, Restoring.archive(folder, report.campaign()), Restoring.ALL);
        truth.requireAsBefore();
    }

    private PolicyBuilder docs() {
        return Policy.of("docs", "app.doc").when("done");
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE)
                .execute(policy.archive(StoreLocation.parse("file:" + folder)).build(), LOUD, CampaignListener.NONE);
    }
}
