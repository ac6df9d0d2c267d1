package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that hang one below the other, far deeper than a chunk reaches: they go from the far end, and a row that stays in their
 * middle is found. The knob {@code coppice.prune.chain} says how deep the longest are.
 */
@PostgresTest(Isolation.DATABASE)
class DeepChainTest {
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));
    private static final int LONG = Integer.getInteger("coppice.prune.chain", 20_000);

    /** The topic that has the chain, the third of five. */
    private static final int CHAINED = 3;

    @TempDir
    private Path folder;

    @BeforeEach
    void schema(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.topic (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.reply (id int PRIMARY KEY, topic_id int REFERENCES app.topic, answers int REFERENCES app.reply);
                CREATE INDEX ON app.reply (topic_id);
                CREATE INDEX ON app.reply (answers);
                INSERT INTO app.topic SELECT i, i <> 5 FROM generate_series(1, 5) AS i;
                """);
    }

    @Test
    void f5_a_chain_below_a_root_goes_from_its_far_end(TestDatabase db) {
        replies(db, LONG);
        var truth = Truth.before(db, "app");
        var report = run(db, topics(), Sizes.DEFAULT, PausePoint.NONE);
        requireSucceeded(report);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("topic")).isEqualTo(4);
        assertThat(truth.gone("reply")).isEqualTo(LONG);
        assertThat(new Database(db).list("SELECT (max(rows_deleted) <= 5000)::text FROM coppice.campaign_chunk"))
                .containsExactly("true");
    }

    @Test
    void f5_a_chain_with_many_answers_to_each_row_goes_too(TestDatabase db) {
        replies(db, 200);
        db.execute("INSERT INTO app.reply SELECT i * 1000 + n, NULL, i FROM generate_series(1, 200) AS i,"
                + " generate_series(1, 30) AS n; ANALYZE app.reply");
        var truth = Truth.before(db, "app");
        var report = run(db, topics(), new Sizes(60, 3, 400), PausePoint.NONE);
        requireSucceeded(report);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("reply")).isEqualTo(200 * 31);
    }

    @Test
    void f5_a_chain_over_two_tables_goes_from_its_far_end(TestDatabase db) {
        alternating(db, 500);
        var truth = Truth.before(db, "app");
        var report = run(db, topics(), new Sizes(60, 3, 150), PausePoint.NONE);
        requireSucceeded(report);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("question")).isEqualTo(500);
        assertThat(truth.gone("answer")).isEqualTo(500);
    }

    @Test
    void f4_a_chain_over_the_policys_table_and_another_goes_up_to_a_living_row(TestDatabase db) {
        carts(db, 500, 300);
        var truth = Truth.before(db, "app");
        var report = run(db, Policy.of("carts", "app.cart"), new Sizes(60, 3, 150), PausePoint.NONE);
        requireSucceeded(report);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("cart")).isEqualTo(200);
        assertThat(truth.gone("item")).isEqualTo(200);
    }

    @Test
    void a_held_row_in_the_middle_keeps_the_root_and_all_below_it(TestDatabase db) {
        replies(db, 3_000);
        hold(db, 1_500);
        var truth = Truth.before(db, "app");
        var report = run(db, topics(), new Sizes(60, 3, 500), PausePoint.NONE);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("topic")).isEqualTo(3);
        assertThat(truth.gone("reply")).isZero();
        assertThat(notes(db)).containsExactly("3 skipped held");
    }

    @Test
    void f5_a_hold_in_the_middle_between_two_chunks_stops_the_drain_and_says_what_is_gone(TestDatabase db) {
        replies(db, 3_000);
        var truth = Truth.before(db, "app");
        var drained = new AtomicInteger();
        var report = run(db, topics(), new Sizes(60, 3, 500), place -> {
            if (place.equals("drain.deleted") && drained.incrementAndGet() == 2) {
                // The chunk that stands here keeps the epoch: the hold is placed when it has committed.
                drained.set(100);
            } else if (place.equals("campaign.committed") && drained.compareAndSet(100, 200)) {
                hold(db, 700);
            }
        });
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.PARTIAL);
        assertThat(truth.gone("reply")).isBetween(500L, 1_500L);
        assertThat(notes(db)).containsExactly("3 quarantined partly-drained");
        assertThat(new Database(db).list("SELECT reason FROM coppice.campaign_root"))
                .containsExactly("A row that belongs to it is held. " + truth.gone("reply")
                        + " rows that belonged to it are gone: restore them from campaign 1 if it is to stay whole.");
    }

    @Test
    void f5_rows_below_one_that_is_moved_to_a_living_root_meanwhile_live(TestDatabase db) {
        replies(db, 3_000);
        var moved = new AtomicInteger();
        var before = new Truth[1];
        var report = run(db, topics(), new Sizes(60, 3, 500), place -> {
            // Rows far below are deleted and not committed; nobody has the row in the middle.
            if (place.equals("drain.deleted") && moved.getAndIncrement() == 1) {
                db.execute("UPDATE app.reply SET topic_id = 5, answers = NULL WHERE id = 1000");
                before[0] = Truth.before(db, "app");
            }
        });
        requireSucceeded(report);
        assertThat(moved).hasValueGreaterThan(1);
        assertThat(new Database(db).list("SELECT id::text FROM app.topic")).containsExactly("5");
        assertThat(before[0].gone("reply")).isEqualTo(999);
        assertThat(new Database(db).list("SELECT min(id)::text FROM app.reply")).containsExactly("1000");
        assertThat(new Database(db)
                        .list("SELECT count(*)::text FROM app.reply AS r WHERE answers IS NULL AND topic_id IS NULL"))
                .containsExactly("0");
    }

    @Test
    void a_ring_that_is_too_large_for_one_transaction_is_left_and_the_rest_go(TestDatabase db) {
        replies(db, 1_200);
        db.execute("UPDATE app.reply SET answers = 1200 WHERE id = 1");
        var truth = Truth.before(db, "app");
        var report = run(db, topics(), new Sizes(60, 3, 500), PausePoint.NONE);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("topic")).isEqualTo(3);
        assertThat(truth.gone("reply")).isZero();
        assertThat(notes(db)).containsExactly("3 quarantined ring");
    }

    private static void replies(TestDatabase db, int many) {
        db.execute("INSERT INTO app.reply SELECT i, CASE WHEN i = 1 THEN " + CHAINED
                + " END, nullif(i - 1, 0) FROM generate_series(1, " + many + ") AS i; ANALYZE app.reply");
    }

    private static void alternating(TestDatabase db, int many) {
        db.execute("""
                CREATE TABLE app.question (id int PRIMARY KEY, topic_id int REFERENCES app.topic, about int);
                CREATE TABLE app.answer (id int PRIMARY KEY, question_id int NOT NULL REFERENCES app.question);
                CREATE INDEX ON app.question (topic_id);
                CREATE INDEX ON app.question (about);
                CREATE INDEX ON app.answer (question_id);
                INSERT INTO app.question SELECT i, CASE WHEN i = 1 THEN :chained END, nullif(i - 1, 0)
                FROM generate_series(1, :many) AS i;
                INSERT INTO app.answer SELECT i, i FROM generate_series(1, :many) AS i;
                ALTER TABLE app.question ADD FOREIGN KEY (about) REFERENCES app.answer;
                ANALYZE app.question, app.answer;
                """.replace(":chained", "" + CHAINED).replace(":many", "" + many));
    }

    // A cart names an item of the cart before it, up to the first one.
    private static void carts(TestDatabase db, int many, int living) {
        db.execute("""
                CREATE TABLE app.cart (id int PRIMARY KEY, done bool NOT NULL, main_item int);
                CREATE TABLE app.item (id int PRIMARY KEY, cart_id int NOT NULL REFERENCES app.cart);
                CREATE INDEX ON app.item (cart_id);
                CREATE INDEX ON app.cart (main_item);
                INSERT INTO app.cart SELECT i, i <> :living, nullif(i - 1, 0) FROM generate_series(1, :many) AS i;
                INSERT INTO app.item SELECT i, i FROM generate_series(1, :many) AS i;
                ALTER TABLE app.cart ADD FOREIGN KEY (main_item) REFERENCES app.item;
                ANALYZE app.cart, app.item;
                """.replace(":living", "" + living).replace(":many", "" + many));
    }

    private static void hold(TestDatabase db, int reply) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(
                                HoldTarget.row(TableName.parse("app.reply"), "" + reply), "legal/1", Shop.ANN)));
    }

    private static List<String> notes(TestDatabase db) {
        return new Database(db)
                .list("SELECT root_key[1] || ' ' || state || ' ' || code FROM coppice.campaign_root"
                        + " WHERE state <> 'gone'");
    }

    private static void requireSucceeded(CampaignReport report) {
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
    }

    private static PolicyBuilder topics() {
        return Policy.of("topics", "app.topic").brakes(BrakesConfig.NONE);
    }

    private CampaignReport run(TestDatabase db, PolicyBuilder policy, Sizes sizes, PausePoint place) {
        return Shop.campaigns(db.dataSource(), place, sizes)
                .execute(
                        policy.when("done")
                                .archive(StoreLocation.parse("file:" + folder))
                                .build(),
                        LOUD,
                        CampaignListener.NONE);
    }
}
