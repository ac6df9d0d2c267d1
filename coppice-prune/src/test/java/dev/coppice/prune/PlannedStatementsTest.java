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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing runs on the user's tables that the plan does not list, to the letter. */
@PostgresTest(Isolation.DATABASE)
class PlannedStatementsTest {
    /** What the plan lists and a campaign runs only where something stays, is left, or is too heavy to go at once. */
    private static final Set<String> AT_NEED = Set.of("stays", "release", "left", "drain");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_campaign_runs_the_statements_of_its_plan_and_no_others(boolean archived, TestDatabase db) {
        Shop.open(db, 300);
        requirePlanned(db, (archived ? Shop.archived(folder) : Shop.ended()).build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void so_does_one_over_a_circle_with_a_condition_on_other_rows(boolean archived, TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.shop (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.cart (id int, shop_id int NOT NULL REFERENCES app.shop, main_item int, PRIMARY KEY (id, shop_id));
                CREATE INDEX ON app.cart (shop_id);
                CREATE TABLE app.item (id int PRIMARY KEY, cart_id int, shop_id int, name varchar(9), "on" date[],
                    twice int GENERATED ALWAYS AS (2) STORED, FOREIGN KEY (cart_id, shop_id) REFERENCES app.cart);
                CREATE INDEX ON app.item (cart_id, shop_id);
                CREATE INDEX ON app.cart (main_item);
                INSERT INTO app.shop SELECT i, i % 2 = 0 FROM generate_series(1, 40) AS i;
                INSERT INTO app.cart SELECT i, i FROM generate_series(1, 40) AS i;
                INSERT INTO app.item SELECT i * 10 + n, i, i, 'x' FROM generate_series(1, 40) AS i, generate_series(0, 2) AS n;
                UPDATE app.cart SET main_item = id * 10;
                ALTER TABLE app.cart ADD FOREIGN KEY (main_item) REFERENCES app.item;
                """);
        var policy = Policy.of("shops", "app.shop").when("done AND EXISTS (SELECT FROM app.cart AS c WHERE c.id > 0)");
        requirePlanned(db, (archived ? policy.archive(StoreLocation.parse("file:" + folder)) : policy).build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void so_does_one_that_takes_heavy_roots_apart(boolean archived, TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.topic (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.reply (id int PRIMARY KEY, topic_id int REFERENCES app.topic, answers int REFERENCES app.reply);
                CREATE INDEX ON app.reply (topic_id);
                CREATE INDEX ON app.reply (answers);
                CREATE TABLE app.mark (reply_id int NOT NULL REFERENCES app.reply);
                CREATE INDEX ON app.mark (reply_id);
                INSERT INTO app.topic SELECT i, true FROM generate_series(1, 5) AS i;
                INSERT INTO app.reply SELECT i, CASE WHEN i = 1 THEN 3 WHEN i > 200 THEN 4 END, CASE WHEN i BETWEEN 2 AND 200 THEN i - 1 END
                FROM generate_series(1, 202) AS i;
                INSERT INTO app.reply VALUES (900, 1, NULL);
                INSERT INTO app.mark SELECT id FROM app.reply WHERE id < 200 OR id = 900;
                INSERT INTO app.mark SELECT 202 FROM generate_series(1, 400);
                """);
        var policy = Policy.of("topics", "app.topic").when("done");
        var left =
                requirePlanned(db, (archived ? policy.archive(StoreLocation.parse("file:" + folder)) : policy).build());
        assertThat(left)
                .filteredOn(statement -> statement.step().equals("drain"))
                .extracting(statement -> statement.table().name() + ": " + statement.why())
                .containsExactly("reply: holds on the way up, where there are any");
    }

    private static List<PrunePlan.Statement> requirePlanned(TestDatabase db, Policy policy) {
        var plan = Plans.on(db.dataSource()).plan(policy);
        var overheard = new Overheard();
        PausePoint listening = place -> {
            if (place.equals("campaign.entered")) {
                overheard.listen();
            }
        };
        var report = Shop.campaigns(overheard.on(db.dataSource()), listening, new Sizes(60, 3, 80))
                .execute(policy, Shop.OPTIONS.overriding(Act.of("bob", "a test")), CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        var ran = overheard.texts().stream()
                .filter(text -> text.contains("app."))
                .map(PlannedStatementsTest::withoutNumbers)
                .collect(Collectors.toSet());
        var planned = plan.statements().stream()
                .map(statement -> withoutNumbers(statement.sql()))
                .collect(Collectors.toSet());
        assertThat(ran).allMatch(planned::contains);
        var left = plan.statements().stream()
                .filter(statement -> !ran.contains(withoutNumbers(statement.sql())))
                .toList();
        assertThat(left).extracting(PrunePlan.Statement::step).allMatch(AT_NEED::contains);
        return left;
    }

    /** Apart from what ChunkSql documents: the numbers behind LIMIT, and the campaign whose passed over roots are left out. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("LIMIT \\d+", "LIMIT n")
                .replaceAll(" AND \\(SELECT true FROM coppice\\.campaign_root AS noted .*? IS NULL", "");
    }
}
