package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing runs on the user's tables that the plan does not list, to the letter. */
@PostgresTest(Isolation.DATABASE)
class PlannedStatementsTest {
    /** What the plan lists and a campaign runs only where something stays or is left. */
    private static final Set<String> AT_NEED = Set.of("stays", "release", "left");

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

    private static void requirePlanned(TestDatabase db, Policy policy) {
        var plan = Plans.on(db.dataSource()).plan(policy);
        var overheard = new Overheard();
        PausePoint listening = place -> {
            if (place.equals("campaign.entered")) {
                overheard.listen();
            }
        };
        var report = Shop.campaigns(overheard.on(db.dataSource()), listening)
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
        assertThat(plan.statements())
                .filteredOn(statement -> !ran.contains(withoutNumbers(statement.sql())))
                .extracting(PrunePlan.Statement::step)
                .allMatch(AT_NEED::contains);
    }

    /** Apart from what ChunkSql documents: the numbers behind LIMIT, and the campaign whose passed over roots are left out. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("LIMIT \\d+", "LIMIT n")
                .replaceAll(" AND \\(SELECT true FROM coppice\\.campaign_root AS noted .*? IS NULL", "");
    }
}
