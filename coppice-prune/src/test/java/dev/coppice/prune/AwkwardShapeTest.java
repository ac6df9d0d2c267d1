package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class AwkwardShapeTest {
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));

    @TempDir
    private Path folder;

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app");
    }

    @Test
    void f3_tables_that_need_each_other_go_in_one_statement(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.cart (id int PRIMARY KEY, done bool NOT NULL, main_item int NOT NULL);
                CREATE TABLE app.item (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES app.cart, name text);
                CREATE INDEX ON app.item (cart_id);
                CREATE INDEX ON app.cart (main_item);
                BEGIN;
                ALTER TABLE app.cart ADD CONSTRAINT main FOREIGN KEY (main_item) REFERENCES app.item
                    DEFERRABLE INITIALLY DEFERRED;
                INSERT INTO app.cart SELECT i, i % 2 = 0, i * 10 FROM generate_series(1, 40) AS i;
                INSERT INTO app.item SELECT i * 10 + n, i, 'x' FROM generate_series(1, 40) AS i, generate_series(0, 2) AS n;
                COMMIT;
                ALTER TABLE app.cart ALTER CONSTRAINT main NOT DEFERRABLE;
                """);
        var truth = Truth.before(db, "app");
        var report = run(
                db, Policy.of("carts", "app.cart").when("done").archive(to()).build());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("cart")).isEqualTo(20);
        assertThat(truth.gone("item")).isEqualTo(60);
    }

    @Test
    void f4_what_a_living_row_depends_on_stays_and_the_rest_of_the_chain_goes(TestDatabase db) {
        chain(db, 300, 200);
        var truth = Truth.before(db, "app");
        var report = run(db, chains());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("node")).isEqualTo(100);
        assertThat(report.campaign().counts().skipped()).isEqualTo(199);
        assertThat(new Database(db).list("SELECT DISTINCT code FROM coppice.campaign_root"))
                .containsExactly("referenced");
    }

    @Test
    void f9_rows_of_inheriting_tables_are_not_cut_to_their_parents_columns(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.scan (pages int) INHERITS (app.doc);
                INSERT INTO app.doc SELECT i, true FROM generate_series(1, 20) AS i;
                INSERT INTO app.scan SELECT i, true, 7 FROM generate_series(21, 30) AS i;
                """);
        var truth = Truth.before(db, "app");
        var report =
                run(db, Policy.of("docs", "app.doc").when("done").archive(to()).build());
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(20);
        assertThat(truth.gone("scan")).isZero();
    }

    /** Names that statements use for something of their own. */
    @Test
    void tables_may_be_called_what_statements_call_something_else(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.l (id int PRIMARY KEY, done bool NOT NULL, l int REFERENCES app.l);
                CREATE INDEX ON app.l (l);
                CREATE TABLE app.k (id int PRIMARY KEY, k int NOT NULL REFERENCES app.l, up int REFERENCES app.k);
                CREATE INDEX ON app.k (k);
                CREATE INDEX ON app.k (up);
                CREATE TABLE app.c (id int PRIMARY KEY, c int NOT NULL REFERENCES app.k);
                CREATE INDEX ON app.c (c);
                CREATE TABLE app.locked (id int PRIMARY KEY, k int REFERENCES app.k ON DELETE SET NULL);
                CREATE INDEX ON app.locked (k);
                CREATE TABLE app.near (id int PRIMARY KEY, c int NOT NULL REFERENCES app.c);
                CREATE INDEX ON app.near (c);
                INSERT INTO app.l SELECT i, i % 10 <> 0, CASE WHEN i % 10 > 1 THEN i - 1 END FROM generate_series(1, 60) AS i;
                INSERT INTO app.k SELECT i, i, CASE WHEN i % 10 > 1 THEN i - 1 END FROM generate_series(1, 60) AS i;
                INSERT INTO app.c SELECT i, i FROM generate_series(1, 60) AS i;
                INSERT INTO app.locked SELECT i, i FROM generate_series(1, 60) AS i;
                INSERT INTO app.near SELECT i, i FROM generate_series(1, 60) AS i;
                """);
        var truth = Truth.before(db, "app");
        for (var policy : List.of(
                Policy.of("ls", "app.l").when("done"), Policy.of("ks", "app.k").when("id % 10 <> 0"))) {
            var report = run(db, policy.archive(to()).build());
            assertThat(report.campaign().stoppedBy())
                    .as(report.campaign().reason()
                            + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                    .isEmpty();
        }
        assertThat(truth.gone("l")).isEqualTo(54);
    }

    @Test
    void f12_a_row_whose_delete_a_trigger_suppresses_costs_its_root_and_no_other(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (id int PRIMARY KEY, done bool NOT NULL);
                CREATE FUNCTION app.keep() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RETURN CASE WHEN old.id = 13 THEN NULL ELSE old END;
                END $$;
                CREATE TRIGGER keep BEFORE DELETE ON app.doc FOR EACH ROW EXECUTE FUNCTION app.keep();
                INSERT INTO app.doc SELECT i, true FROM generate_series(1, 40) AS i;
                """);
        var truth = Truth.before(db, "app");
        var report =
                run(db, Policy.of("docs", "app.doc").when("done").archive(to()).build());
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
        assertThat(report.campaign().stoppedBy()).contains("quarantined");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(39);
        assertThat(new Database(db).list("SELECT root_key[1] || ' ' || code FROM coppice.campaign_root"))
                .containsExactly("13 delete-suppressed");
    }

    @Test
    void f28_partitions_are_addressed_by_their_top_and_counted_for_it(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.log (id int, day date NOT NULL, done bool NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2020-01-01') TO ('2020-06-01');
                CREATE TABLE app.log_2 PARTITION OF app.log DEFAULT;
                CREATE TABLE app.line (id int PRIMARY KEY, log_id int, log_day date,
                    FOREIGN KEY (log_id, log_day) REFERENCES app.log ON DELETE CASCADE);
                CREATE INDEX ON app.line (log_id, log_day);
                INSERT INTO app.log SELECT i, date '2020-01-01' + i * 7, i % 4 > 0 FROM generate_series(1, 60) AS i;
                INSERT INTO app.line SELECT id, id, day FROM app.log;
                """);
        var truth = Truth.before(db, "app");
        var report =
                run(db, Policy.of("logs", "app.log").when("done").archive(to()).build());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("log")).isEqualTo(45);
        assertThat(truth.gone("line")).isEqualTo(45);
    }

    @Test
    void a_table_without_a_key_is_told_apart_by_place(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.visit (at timestamptz NOT NULL, page text);
                CREATE INDEX ON app.visit (at);
                INSERT INTO app.visit SELECT timestamptz '2020-01-01' + i / 3 * interval '1 h', 'p' FROM generate_series(1, 90) AS i;
                INSERT INTO app.visit SELECT now(), 'new' FROM generate_series(1, 9);
                """);
        var truth = Truth.before(db, "app");
        var report = run(
                db,
                Policy.of("visits", "app.visit")
                        .olderThan("at", Duration.ofDays(9))
                        .archive(to())
                        .build());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("visit")).isEqualTo(90);
    }

    @Test
    void a_root_that_a_table_outside_of_the_cascade_needs_is_passed_over(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.doc (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.page (id int PRIMARY KEY, doc_id int REFERENCES app.doc);
                CREATE INDEX ON app.page (doc_id);
                CREATE TABLE app.cite (page_id int REFERENCES app.page);
                CREATE INDEX ON app.cite (page_id);
                INSERT INTO app.doc SELECT i, true FROM generate_series(1, 40) AS i;
                INSERT INTO app.page SELECT i * 10 + n, i FROM generate_series(1, 40) AS i, generate_series(1, 2) AS n;
                INSERT INTO app.cite VALUES (51), (72);
                """);
        var truth = Truth.before(db, "app");
        var report = run(
                db,
                Policy.of("docs", "app.doc")
                        .when("done")
                        .cascade(TableName.parse("app.page"))
                        .archive(to())
                        .build());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        assertThat(report.campaign().counts().skipped()).isEqualTo(2);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("doc")).isEqualTo(38);
    }

    @Test
    void f5_a_heavy_root_goes_in_parts_from_its_far_end(TestDatabase db) {
        heavy(db);
        var truth = Truth.before(db, "app");
        var report = run(db, trees());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("tree")).isEqualTo(9);
        assertThat(truth.gone("branch")).isEqualTo(180);
        assertThat(truth.gone("leaf")).isEqualTo(5_580);
        assertThat(new Database(db).list("SELECT DISTINCT pass FROM coppice.campaign_chunk"))
                .contains("drain");
    }

    @Test
    void f5_a_heavy_root_is_refused_where_the_policy_says_so(TestDatabase db) {
        heavy(db);
        var truth = Truth.before(db, "app");
        var report = run(
                db,
                Policy.of("trees", "app.tree")
                        .when("done")
                        .heavyRoots(PolicyConfig.HeavyRoots.REFUSE)
                        .archive(to())
                        .build());
        assertThat(report.campaign().counts().quarantined()).isEqualTo(1);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("tree")).isEqualTo(8);
    }

    @Test
    void f5_a_root_that_is_drained_when_the_campaign_ends_is_told_of(TestDatabase db) {
        heavy(db);
        var truth = Truth.before(db, "app");
        var report = run(
                db,
                Policy.of("trees", "app.tree")
                        .when("done")
                        .maxRows(2_900)
                        .archive(to())
                        .build());
        assertThat(report.campaign().stoppedBy()).contains("limit.rows");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(report.campaign().counts().rows()).isLessThanOrEqualTo(2_900);
        assertThat(new Database(db)
                        .list("SELECT root_key[1] || ' ' || state || ' ' || code FROM coppice.campaign_root"))
                .containsExactly("4 quarantined partly-drained");
    }

    @Test
    void f4_a_chain_heavier_than_the_budget_is_drained_from_its_referencing_end(TestDatabase db) {
        var length = Integer.getInteger("coppice.prune.chain", 100_000);
        chain(db, length, length / 2);
        var truth = Truth.before(db, "app");
        var report = run(db, chains());
        assertThat(report.campaign().state())
                .as(report.campaign().reason()
                        + new Database(db).list("SELECT code || ': ' || reason FROM coppice.campaign_root LIMIT 3"))
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("node")).isEqualTo(length / 2);
    }

    /** The fourth of ten trees has a branch with more leaves than may go at once, and many branches more. */
    private static void heavy(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.branch (id int PRIMARY KEY, tree_id int NOT NULL REFERENCES app.tree);
                CREATE INDEX ON app.branch (tree_id);
                CREATE TABLE app.leaf (id bigint GENERATED ALWAYS AS IDENTITY, branch_id int NOT NULL REFERENCES app.branch);
                CREATE INDEX ON app.leaf (branch_id);
                INSERT INTO app.tree SELECT i, i <> 7 FROM generate_series(1, 10) AS i;
                INSERT INTO app.branch SELECT i * 1000 + n, i FROM generate_series(1, 10) AS i, generate_series(1, 20) AS n
                    WHERE i = 4 OR n <= 20;
                INSERT INTO app.leaf (branch_id) SELECT id FROM app.branch, generate_series(1, 20);
                INSERT INTO app.leaf (branch_id) SELECT 4003 FROM generate_series(1, 1980);
                ANALYZE app.tree, app.branch, app.leaf;
                """);
    }

    private Policy trees() {
        return Policy.of("trees", "app.tree").when("done").archive(to()).build();
    }

    private static void chain(TestDatabase db, int length, int living) {
        db.execute("CREATE TABLE app.node (id int PRIMARY KEY, done bool NOT NULL, prev int REFERENCES app.node);"
                + "CREATE INDEX ON app.node (prev);"
                + "INSERT INTO app.node SELECT i, i <> " + living + ", nullif(i - 1, 0) FROM generate_series(1, "
                + length
                + ") AS i; ANALYZE app.node");
    }

    private Policy chains() {
        return Policy.of("nodes", "app.node").when("done").archive(to()).build();
    }

    private static CampaignReport run(TestDatabase db, Policy policy) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(60, 3, 1_000))
                .execute(policy, LOUD, CampaignListener.NONE);
    }

    private StoreLocation to() {
        return StoreLocation.parse("file:" + folder);
    }
}
