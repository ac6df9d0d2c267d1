package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Executing policies over HTTP, and steering what was begun. */
@PostgresTest(Isolation.DATABASE)
class CampaignRoutesTest {
    private static final String PRUNE = "policies/closed-carts/prune";
    private static final String WHY = "{'reason':'a test'}";

    private final TestDatabase database;
    private PruningServer server;

    CampaignRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        PruningServer.open(database);
        server = PruningServer.on(database, "limits: { rows: 10_000 }");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_call_that_is_waited_for_begins_nothing_while_everything_is_frozen() {
        server.post("freeze", "{'reason':'replica is ill'}", server.admin);

        var refused = server.post(PRUNE, WHY, server.operator);

        assertThat(code(refused)).isEqualTo("409 freeze.frozen");
        assertThat(json(refused).at("/detail").asString())
                .startsWith("Policy \"closed-carts\" was not executed. Everything is frozen since ")
                .endsWith(
                        ": replica is ill. Nothing was changed. Ask again once it is unfrozen, or have the servers execute the"
                                + " policy: a campaign of theirs waits.");
        assertThat(server.one("SELECT count(*) FROM coppice.campaign")).isEqualTo("0");
        assertThat(server.acts()).isEqualTo("freeze.frozen");
    }

    @Test
    void outside_of_its_window_a_policy_is_executed_only_by_an_admin_who_says_so() {
        var opens =
                LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusHours(2);
        var hours = opens + "-" + opens.plusHours(1);
        try (var night = PruningServer.on(database, "window: " + hours + " UTC")) {
            assertThat(json(night.get("policies/closed-carts", night.viewer))
                            .at("/window")
                            .asString())
                    .isEqualTo(hours + " UTC");
            assertThat(code(night.post(PRUNE, WHY, night.operator))).isEqualTo("409 campaign.window-closed");
            assertThat(code(night.post("policies/closed-carts/campaigns", WHY, night.operator)))
                    .isEqualTo("409 campaign.window-closed");

            var campaign = json(night.post(PRUNE, "{'reason':'disk is full','override':true}", night.admin));

            assertThat(campaign.at("/state").asString()).isEqualTo("SUCCEEDED");
            var shown = json(night.get("campaigns/" + campaign.at("/campaign").asLong(), night.viewer));
            assertThat(shown.at("/window/hours").asString()).isEqualTo(hours + " UTC");
            assertThat(shown.at("/window/open").asBoolean()).isFalse();
            assertThat(shown.at("/window/overriddenUntil")).isEqualTo(shown.at("/window/until"));
            assertThat(night.acts())
                    .isEqualTo("campaign.created campaign.overridden campaign.called campaign.window-overridden");
        }
    }

    @Test
    void a_call_ends_with_the_chunk_that_reaches_its_bound_and_the_next_goes_on() {
        var first = json(server.post(PRUNE, "{'reason':'a test','roots':5}", server.operator));
        assertThat(first.at("/state").asString()).isEqualTo("INTERRUPTED");
        assertThat(first.at("/stoppedBy").asString()).isEqualTo("process-stopped");
        long gone = first.at("/roots").asLong();
        assertThat(gone).isBetween(5L, 299L);
        assertThat(count("shop.cart")).isEqualTo(400 - gone);

        var last = json(server.post(PRUNE, WHY, server.operator));
        assertThat(last.at("/campaign")).isEqualTo(first.at("/campaign"));
        assertThat(last.at("/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(last.at("/rows/shop.line").asLong()).isEqualTo(600);
        assertThat(last.has("archive")).isFalse();
        assertThat(count("shop.cart")).isEqualTo(100);
        assertThat(server.trail()).isEqualTo("""
                test operator campaign.created campaign/1: a test
                test operator campaign.called campaign/1: a test
                test operator campaign.called campaign/1: a test""");
    }

    @Test
    void a_call_has_three_workers_at_most_however_many_the_policy_says() {
        try (var many = PruningServer.on(database, "workers: 16", "chunk-time: 10ms")) {
            assertThat(json(many.post(PRUNE, WHY, many.operator)).at("/state").asString())
                    .isEqualTo("SUCCEEDED");
            assertThat(many.one("SELECT count(*) BETWEEN 2 AND 3 FROM coppice.lease WHERE name LIKE 'campaign/%'"))
                    .isEqualTo("t");
        }
    }

    @Test
    void what_refuses_a_call_is_told_and_nothing_is_deleted() {
        var body = "{'reason':'a test','%s}";
        for (var wrong : new String[] {"rows':0", "roots':-1", "runtime':'1h'", "runtime':'soon'", "rows':'1'"}) {
            assertThat(server.post(PRUNE, body.formatted(wrong), server.operator)
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(code(server.post(PRUNE, "{}", server.operator))).isEqualTo("400 request.invalid");
        assertThat(code(server.post(PRUNE, WHY, server.viewer))).isEqualTo("403 access.role-too-low");
        assertThat(code(server.post(PRUNE, body.formatted("override':true"), server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(code(server.post(PRUNE, body.formatted("approve':'123456789abc'"), server.operator)))
                .isEqualTo("409 plan.other");
        assertThat(code(server.post("policies/nobodys/prune", WHY, server.operator)))
                .isEqualTo("404 policy.not-found");
        database.execute("DROP INDEX shop.line_cart_id_idx");
        assertThat(code(server.post(PRUNE, WHY, server.operator))).isEqualTo("409 plan.blocked");
        assertThat(code(server.post("policies/closed-carts/campaigns", WHY, server.operator)))
                .isEqualTo("409 plan.blocked");

        assertThat(count("shop.cart")).isEqualTo(400);
        assertThat(server.trail()).isEmpty();

        var overridden = json(server.post(PRUNE, body.formatted("override':true"), server.admin));
        assertThat(overridden.at("/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(server.trail()).contains("test admin campaign.overridden campaign/1: a test");
    }

    @Test
    void a_campaign_is_listed_paused_resumed_retuned_and_aborted() {
        var asked = server.post("policies/closed-carts/campaigns", WHY, server.operator);
        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(asked.headers().firstValue("Location")).contains("/api/v1/campaigns/1");
        assertThat(json(asked).at("/state").asString()).isEqualTo("PLANNED");

        assertThat(state("pause", WHY)).isEqualTo("PAUSED");
        assertThat(code(server.post("campaigns/1/pause", WHY, server.operator))).isEqualTo("409 campaign.wrong-state");
        assertThat(code(server.post(PRUNE, WHY, server.operator))).isEqualTo("409 campaign.paused");
        assertThat(code(server.post("campaigns/1/resume", WHY, server.viewer))).isEqualTo("403 access.role-too-low");
        assertThat(code(server.post("campaigns/1/resume", "{}", server.operator)))
                .isEqualTo("400 request.invalid");
        assertThat(state("resume", WHY)).isEqualTo("INTERRUPTED");

        var tuned = json(
                server.post("campaigns/1/retune", "{'reason':'x','rows':500,'chunkTime':'100ms'}", server.operator));
        assertThat(tuned.at("/tuning/rows").asLong()).isEqualTo(500);
        assertThat(tuned.at("/tuning/chunkTimeMs").asLong()).isEqualTo(100);
        assertThat(code(server.post("campaigns/1/retune", "{'reason':'x','rows':501}", server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(code(server.post("campaigns/1/retune", "{'reason':'x','without':['rows']}", server.operator)))
                .isEqualTo("403 access.role-too-low");
        for (var wrong : new String[] {
            "'rows':0",
            "'without':['age']",
            "'chunkTime':'fast'",
            "'runtime':''",
            "'brakes':{'luck':'off'}",
            "'brakes':{'waiters':'10s'}",
            "'brakes':{'replica-lag':'0s'}"
        }) {
            assertThat(code(server.post("campaigns/1/retune", "{'reason':'x'," + wrong + "}", server.admin)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }
        assertThat(code(server.post("campaigns/1/retune", WHY, server.admin))).isEqualTo("400 request.invalid");
        var free = json(server.post("campaigns/1/retune", "{'reason':'x','without':['rows']}", server.admin));
        assertThat(free.at("/tuning/rows").isNull()).isTrue();
        var braked = "{'reason':'x','brakes':{'replica-lag':'1m','waiters':'off'}}";
        assertThat(code(server.post("campaigns/1/retune", braked, server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("campaigns/1/retune", braked, server.admin)).at("/tuning/brakes"))
                .hasToString("{\"replica-lag\":\"1m\",\"waiters\":\"off\"}");
        database.execute("INSERT INTO coppice.campaign_brake (campaign_id, brake, reason, began_at)"
                + " VALUES (1, 'replica-lag', 'It could not be read within a second.', '2026-01-01 00:00Z')");
        assertThat(json(server.get("campaigns/1", server.viewer)).at("/brakes"))
                .hasToString(
                        "[{\"brake\":\"replica-lag\",\"effect\":\"stops\",\"reason\":\"It could not be read within a second.\","
                                + "\"utilisation\":null,\"since\":\"2026-01-01T00:00:00Z\",\"until\":null}]");

        assertThat(state("abort", WHY)).isEqualTo("CANCELLED");
        assertThat(code(server.post("campaigns/2/abort", WHY, server.operator))).isEqualTo("404 campaign.not-found");
        assertThat(count("shop.cart")).isEqualTo(400);
        assertThat(server.acts())
                .isEqualTo(
                        "campaign.created campaign.asked campaign.paused campaign.asked campaign.resumed campaign.retuned campaign.retuned campaign.retuned campaign.aborted");
    }

    @Test
    void campaigns_are_listed_page_by_page_and_shown_with_what_they_left() {
        for (int number = 1; number <= 3; number++) {
            server.post("policies/closed-carts/campaigns", WHY, server.operator);
            server.post("campaigns/" + number + "/abort", WHY, server.operator);
        }
        var first = json(server.get("campaigns?limit=2", server.viewer));
        assertThat(numbers(first)).isEqualTo("3 2");
        var last = json(server.get("campaigns?limit=2&next=" + first.at("/next").asString(), server.viewer));
        assertThat(numbers(last)).isEqualTo("1");
        assertThat(last.at("/next").isNull()).isTrue();
        assertThat(json(server.get("campaigns?policy=other", server.viewer)).at("/items"))
                .isEmpty();
        for (var wrong : new String[] {"limit=0", "limit=1001", "next=x", "policy=%00"}) {
            assertThat(code(server.get("campaigns?" + wrong, server.viewer)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }

        var shown = json(server.get("campaigns/1", server.viewer));
        assertThat(shown.at("/alive").asBoolean()).isFalse();
        assertThat(shown.at("/left")).isEmpty();
        assertThat(shown.at("/rows")).isEmpty();
        assertThat(code(server.get("campaigns/4", server.viewer))).isEqualTo("404 campaign.not-found");
        assertThat(code(server.get("campaigns/x", server.viewer))).isEqualTo("404 campaign.not-found");
    }

    @Test
    void a_watcher_is_sent_the_campaign_and_its_end() {
        server.post("policies/closed-carts/campaigns", WHY, server.operator);
        server.post("campaigns/1/abort", WHY, server.operator);

        var events = server.get("campaigns/1/events", server.viewer).body();

        assertThat(events)
                .contains("event: state", "\"campaign\":1", "\"state\":\"CANCELLED\"")
                .endsWith("event: end\ndata: {}\n\n");
        assertThat(code(server.get("campaigns/7/events", server.viewer))).isEqualTo("404 campaign.not-found");
    }

    @Test
    void the_one_approval_that_a_policy_wants_is_not_given_by_an_operator() {
        server.close();
        server = PruningServer.on(database, "approvals: 1");
        var hash = json(server.get("policies/closed-carts/plan", server.viewer))
                .at("/hash")
                .asString();
        var body = "{'reason':'a test','approve':'" + hash + "'}";

        assertThat(code(server.post(PRUNE, body, server.operator))).isEqualTo("403 access.role-too-low");
        assertThat(server.post(PRUNE, WHY, server.operator).statusCode()).isEqualTo(409);
        assertThat(count("shop.cart")).isEqualTo(400);

        assertThat(json(server.post(PRUNE, body, server.admin)).at("/state").asString())
                .isEqualTo("SUCCEEDED");
    }

    private String state(String word, String body) {
        var answer = server.post("campaigns/1/" + word, body, server.operator);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/state").asString();
    }

    private static String numbers(JsonNode page) {
        return String.join(
                " ",
                page.at("/items")
                        .valueStream()
                        .map(item -> item.at("/campaign").asString())
                        .toList());
    }

    private long count(String table) {
        return Long.parseLong(server.one("SELECT count(*) FROM " + table));
    }
}
