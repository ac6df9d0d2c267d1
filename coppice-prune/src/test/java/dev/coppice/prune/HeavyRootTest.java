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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class HeavyRootTest {
    private static final Sizes SMALL = new Sizes(60, 3, 100);

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

    @Test
    void f5_a_heavy_root_that_names_itself_comes_to_an_end(TestDatabase db) {
        db.execute("""
                CREATE TABLE app.node (id int PRIMARY KEY, done bool NOT NULL, top int NOT NULL REFERENCES app.node);
                CREATE INDEX ON app.node (top);
                INSERT INTO app.node SELECT i, true, 1 FROM generate_series(1, 500) AS i;
                """);
        var truth = Truth.before(db, "app");
        var report = run(db, Policy.of("nodes", "app.node"));
        assertThat(report.campaign().reason()).isEqualTo("Everything that may go is gone.");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("node")).isEqualTo(500);
    }

    /** One root a chunk: the one before must not be blamed for what happens before the next is found. */
    @Test
    void f6_a_change_of_holds_that_takes_long_interrupts_and_no_root_is_blamed(TestDatabase db) throws SQLException {
        db.execute("""
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                INSERT INTO app.tree SELECT i, true FROM generate_series(1, 40) AS i;
                """);
        CampaignReport report;
        try (var other = db.dataSource().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            report = execute(db, impatient(), new Sizes(1, 1, 100), progress -> {
                if (progress.campaign().counts().roots() == 1) {
                    lockHolds(statement);
                }
            });
        }
        assertThat(report.campaign().stoppedBy()).contains("hold.busy");
        assertThat(new Database(db).list("SELECT code FROM coppice.campaign_root"))
                .isEmpty();
        assertThat(execute(db, impatient(), SMALL, CampaignListener.NONE)
                        .campaign()
                        .state())
                .isEqualTo(CampaignState.SUCCEEDED);
    }

    private static void lockHolds(Statement statement) {
        try {
            statement.execute("SELECT FROM coppice.hold_epoch FOR UPDATE");
        } catch (SQLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The process that goes on with it has never looked at this root itself. */
    @Test
    void a_heavy_root_with_a_locked_row_is_left_by_the_process_that_goes_on_with_it_and_the_rest_go(TestDatabase db)
            throws SQLException {
        db.execute("""
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.leaf (id int PRIMARY KEY, tree_id int NOT NULL REFERENCES app.tree);
                CREATE INDEX ON app.leaf (tree_id);
                INSERT INTO app.tree SELECT i, true FROM generate_series(1, 40) AS i;
                INSERT INTO app.leaf SELECT n, 1 FROM generate_series(1, 1000) AS n;
                """);
        var truth = Truth.before(db, "app");
        var stopped = execute(db, impatient(), SMALL, stopsAfter(100));
        assertThat(stopped.campaign().state()).isEqualTo(CampaignState.INTERRUPTED);
        CampaignReport report;
        try (var other = db.dataSource().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM app.leaf FOR UPDATE");
            report = execute(db, impatient(), SMALL, CampaignListener.NONE);
        }
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("tree")).isEqualTo(39);
        assertThat(new Database(db)
                        .list("SELECT root_key[1] || code || state || (drained > 0) FROM coppice.campaign_root"))
                .containsExactly("1partly-drainedquarantinedtrue");
    }

    @Test
    void f11_a_root_left_because_of_a_locked_child_is_taken_at_the_end_and_nothing_says_it_stays(TestDatabase db)
            throws SQLException {
        db.execute("""
                CREATE TABLE app.tree (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.branch (id int PRIMARY KEY, tree_id int NOT NULL REFERENCES app.tree);
                CREATE INDEX ON app.branch (tree_id);
                INSERT INTO app.tree SELECT i, true FROM generate_series(1, 40) AS i;
                INSERT INTO app.branch SELECT i, i FROM generate_series(1, 40) AS i;
                """);
        var truth = Truth.before(db, "app");
        CampaignReport report;
        try (var other = db.dataSource().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM app.branch WHERE id = 7 FOR UPDATE");
            report = execute(db, impatient(), SMALL, progress -> {
                if (progress.campaign().counts().roots() == 39) {
                    rollback(other);
                }
            });
        }
        assertThat(report.campaign().reason()).isEqualTo("Everything that may go is gone.");
        assertThat(report.campaign().counts().skipped()).isZero();
        assertThat(new Database(db).list("SELECT code FROM coppice.campaign_root WHERE state <> 'gone'"))
                .isEmpty();
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy) {
        return run(db, policy, SMALL);
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy, Sizes sizes) {
        return execute(db, policy, sizes, CampaignListener.NONE);
    }

    private static PolicyBuilder impatient() {
        return Policy.of("trees", "app.tree").brakes(BrakesConfig.NONE).lockTimeout(Duration.ofMillis(50));
    }

    /** Asks the process to leave once so many rows are gone. */
    private static CampaignListener stopsAfter(long rows) {
        return new CampaignListener() {
            private boolean enough;

            @Override
            public void progressed(CampaignProgress progress) {
                enough = progress.campaign().counts().rows() >= rows;
            }

            @Override
            public boolean stopRequested() {
                return enough;
            }
        };
    }

    private CampaignReport execute(TestDatabase db, PolicyBuilder policy, Sizes sizes, CampaignListener listener) {
        return Shop.campaigns(db.dataSource(), PausePoint.NONE, sizes)
                .execute(
                        policy.when("done")
                                .archive(StoreLocation.parse("file:" + folder))
                                .build(),
                        Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of")),
                        listener);
    }
}
