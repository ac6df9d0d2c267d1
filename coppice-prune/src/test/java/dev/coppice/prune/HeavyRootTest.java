package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class HeavyRootTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app");
    }

    @Test
    void f5_a_heavy_root_in_a_circle_with_its_children_comes_to_an_end(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.cart (id int PRIMARY KEY, done bool NOT NULL, main_item int);
                CREATE TABLE app.item (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES app.cart, name text);
                CREATE INDEX ON app.item (cart_id);
                CREATE INDEX ON app.cart (main_item);
                INSERT INTO app.cart SELECT i, true, CASE WHEN i < 20 THEN (i + 1) * 1000 END FROM generate_series(1, 20) AS i;
                INSERT INTO app.item SELECT i * 1000 + n, i, 'x' FROM generate_series(1, 20) AS i, generate_series(0, 200) AS n;
                ALTER TABLE app.cart ADD FOREIGN KEY (main_item) REFERENCES app.item;
                """);
        var truth = Truth.before(db, "app");
        var report = run(db, Policy.of("carts", "app.cart"));
        assertThat(report.campaign().state())
                .as(new Database(db)
                        .list("SELECT root_key[1] || code || reason FROM coppice.campaign_root LIMIT 3")
                        .toString())
                .isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("cart")).isEqualTo(20);
        assertThat(truth.gone("item")).isEqualTo(20 * 201);
    }

    @Test
    void a_heavy_root_among_the_first_ones_comes_to_an_end(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.branch (id int PRIMARY KEY, tree_id int NOT NULL REFERENCES app.tree);
                CREATE INDEX ON app.branch (tree_id);
                CREATE TABLE app.leaf (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, branch_id int NOT NULL REFERENCES app.branch);
                CREATE INDEX ON app.leaf (branch_id);
                INSERT INTO app.tree SELECT i, true FROM generate_series(1, 3) AS i;
                INSERT INTO app.branch SELECT i * 1000 + n, i FROM generate_series(1, 3) AS i, generate_series(1, 20) AS n;
                INSERT INTO app.leaf (branch_id) SELECT 1003 FROM generate_series(1, 2500);
                """);
        var truth = Truth.before(db, "app");
        var report = run(db, Policy.of("trees", "app.tree"), new Sizes(40, 3, 1000));
        assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("leaf")).isEqualTo(2500);
    }

    @Test
    void a_chain_with_a_living_row_in_it_and_larger_than_a_chunk_comes_to_an_end(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.node (id int PRIMARY KEY, done bool NOT NULL, next int REFERENCES app.node);
                CREATE INDEX ON app.node (next);
                INSERT INTO app.node SELECT i, i <> 1000, nullif(i - 1, 0) FROM generate_series(1, 3000) AS i;
                """);
        var truth = Truth.before(db, "app");
        var report = run(db, Policy.of("nodes", "app.node"), new Sizes(60, 3, 1000));
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("node")).isEqualTo(2000);
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy) {
        return run(db, policy, new Sizes(60, 3, 100));
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy, Sizes sizes) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE, sizes)
                .execute(
                        policy.when("done")
                                .archive(StoreLocation.parse("file:" + folder))
                                .build(),
                        Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of")),
                        CampaignListener.NONE);
    }
}
