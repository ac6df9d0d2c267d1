package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of campaigns is told with it, by whichever process it is. */
@PostgresTest(Isolation.DATABASE)
class CampaignToldTest {
    private static final Act ANN = Act.of("ann", "a test");

    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.cart (id int PRIMARY KEY, closed boolean NOT NULL DEFAULT true);
            INSERT INTO shop.cart SELECT i FROM generate_series(1, 10) AS i;
            ANALYZE;
            """;

    private final TestDatabase database;

    CampaignToldTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        new CoppiceSchema(database.dataSource()).migrate();
        database.execute(TABLES);
    }

    @Test
    void an_end_and_a_pause_are_told_with_what_was_done_and_by_whom() {
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(carts().build(), options());
        assertThat(told()).isEmpty();
        campaigns.pause(1, Act.of("bob", "month end"));
        assertThat(told()).isEqualTo("campaign.paused campaign/1");
        assertThat(one("SELECT payload ->> 'reason' FROM coppice.notification"))
                .isEqualTo("It was paused by bob: month end.");
        campaigns.resume(1, ANN);
        campaigns.execute(carts().build(), options(), CampaignListener.NONE);

        assertThat(told()).isEqualTo("campaign.paused campaign/1, campaign.finished campaign/1");
        assertThat(one("SELECT payload - 'reason' FROM coppice.notification ORDER BY id DESC LIMIT 1"))
                .isEqualTo(
                        "{\"page\": \"/campaigns/1\", \"rows\": 10, \"roots\": 10, \"state\": \"SUCCEEDED\","
                                + " \"policy\": \"carts\", \"skipped\": 0, \"campaign\": 1, \"stoppedBy\": null, \"quarantined\": 0}");
    }

    @Test
    void an_end_in_part_is_told() {
        Campaigns.on(database.dataSource()).execute(carts().maxRows(3).build(), options(), CampaignListener.NONE);

        assertThat(told()).isEqualTo("campaign.partial campaign/1");
        assertThat(one("SELECT payload ->> 'stoppedBy' FROM coppice.notification"))
                .isEqualTo("limit.rows");
    }

    @Test
    void rows_that_are_set_aside_are_told_with_the_first_of_them() {
        database.execute("""
                CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'not this one';
                END $$;
                CREATE TRIGGER refuse BEFORE DELETE ON shop.cart FOR EACH ROW WHEN (old.id IN (4, 7))
                EXECUTE FUNCTION shop.refuse();
                """);
        Campaigns.on(database.dataSource()).execute(carts().build(), options(), CampaignListener.NONE);

        assertThat(told()).isEqualTo("campaign.quarantined campaign/1, campaign.partial campaign/1");
        assertThat(one("SELECT payload ->> 'quarantined' FROM coppice.notification ORDER BY id DESC LIMIT 1"))
                .isEqualTo("2");
    }

    @Test
    void what_is_taken_back_is_told_to_nobody() {
        Campaigns.on(database.dataSource()).begin(carts().build(), options());
        database.execute("BEGIN; UPDATE coppice.campaign SET state = 'PAUSED', stopped_by = 'paused'; ROLLBACK");

        assertThat(told()).isEmpty();
    }

    @Test
    void the_campaign_of_an_erasure_tells_nothing() {
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(carts().build(), options());
        database.execute("UPDATE coppice.campaign SET policy = 'subject:cart#1'");
        database.execute("UPDATE coppice.campaign SET quarantined = 1");
        campaigns.pause(1, ANN);

        assertThat(told()).isEmpty();
    }

    private static PolicyBuilder carts() {
        return Policy.of("carts", "shop.cart").when("closed");
    }

    private static CampaignOptions options() {
        return CampaignOptions.by(ANN).overriding(ANN);
    }

    private String told() {
        return one(
                "SELECT coalesce(string_agg(topic || ' ' || subject, ', ' ORDER BY id), '') FROM coppice.notification");
    }

    private String one(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
