package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One server over three databases: who asks for one gets that one, and one that is away hides none. */
@PostgresTest(Isolation.DATABASE)
class TargetRoutesTest {
    private static final String WHY = "{'reason':'a test'}";

    private static final List<String> READS = List.of(
            "freeze",
            "holds",
            "audit",
            "audit/verify",
            "schema",
            "campaigns",
            "campaigns/1",
            "campaigns/1/events",
            "archives",
            "archive-waste",
            "doctor",
            "policy-check",
            "init",
            "trace?table=shop.cart&key=1",
            "policies/closed-carts/plan",
            "policies/closed-carts/runs",
            "policies/closed-carts/keeping-up");

    private final TestDatabase database;
    private FleetServer fleet;

    TargetRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        fleet = FleetServer.on(database);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void what_is_asked_of_a_target_is_done_there_and_nowhere_else() {
        var pruned = fleet.post("targets/eu-1/policies/closed-carts/prune", WHY, fleet.operator);

        assertThat(pruned.statusCode()).as(pruned.body()).isEqualTo(200);
        assertThat(fleet.carts()).isEqualTo("400 100 400");
        assertThat(json(fleet.get("targets/eu-1/campaigns")).get("items")).hasSize(1);
        assertThat(json(fleet.get("targets/eu-2/campaigns")).get("items")).isEmpty();
        assertThat(json(fleet.get("campaigns")).get("items")).isEmpty();
        assertThat(fleet.of("SELECT count(*) FROM coppice.audit WHERE action LIKE 'campaign.%'"))
                .matches("0 [1-9] 0");

        fleet.post("policies/closed-carts/prune", WHY, fleet.operator);
        assertThat(fleet.carts()).isEqualTo("100 100 400");
        assertThat(fleet.get("targets/hub/campaigns").body())
                .isEqualTo(fleet.get("campaigns").body());

        var asked = fleet.post("targets/eu-2/policies/closed-carts/campaigns", WHY, fleet.operator);

        var location = asked.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/api/v1/targets/eu-2/campaigns/1");
        assertThat(json(fleet.live().get(location, bearer(fleet.viewer)))
                        .get("policy")
                        .asString())
                .isEqualTo("closed-carts");
        assertThat(fleet.get("targets/eu-2/campaigns/2").statusCode()).isEqualTo(404);
    }

    @Test
    void a_hold_and_a_freeze_of_one_target_leave_the_others_and_no_other_is_there() {
        for (var path : new String[] {"targets/eu-3", "targets/eu-3/policies"}) {
            var answer = fleet.get(path);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body())
                    .contains("target.not-found", "This server has no target of that name.", "GET /api/v1/targets");
        }
        fleet.post("targets/eu-1/holds", "{'table':'shop.cart','wholeTable':true,'reason':'a case'}", fleet.operator);
        fleet.post("targets/eu-2/freeze", WHY, fleet.operator);

        assertThat(fleet.of("SELECT count(*) FROM coppice.hold")).isEqualTo("0 1 0");
        assertThat(json(fleet.get("targets/eu-2/freeze")).get("frozen").asBoolean())
                .isTrue();
        for (var other : new String[] {"freeze", "targets/hub/freeze", "targets/eu-1/freeze"}) {
            assertThat(json(fleet.get(other)).get("frozen").asBoolean()).isFalse();
        }
        fleet.delete("targets/eu-2/freeze?reason=over");
        assertThat(json(fleet.get("targets/eu-2/freeze")).get("frozen").asBoolean())
                .isFalse();
    }

    @Test
    void all_are_frozen_at_once_and_one_that_is_away_is_named() {
        fleet.post("targets/eu-1/freeze", "{'reason':'before'}", fleet.operator);
        fleet.way.leave(0);

        var frozen = fleet.post("freezes", WHY, fleet.operator);

        assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(207);
        var document = json(frozen);
        assertThat(document.get("items").valueStream().map(TargetRoutesTest::stand))
                .containsExactly("hub true a test true", "eu-1 true before false");
        assertThat(document.at("/targets/2/target").asString()).isEqualTo("eu-2");
        assertThat(document.at("/targets/2/error/code").asString()).isEqualTo("server.database-unreachable");
        assertThat(document.at("/targets/0/error").isNull()).isTrue();

        fleet.way.back();
        assertThat(json(fleet.get("targets/eu-2/freeze")).get("frozen").asBoolean())
                .isFalse();
        assertThat(fleet.post("freezes", WHY, fleet.operator).statusCode()).isEqualTo(200);
        assertThat(json(fleet.get("targets/eu-2/freeze")).get("frozen").asBoolean())
                .isTrue();

        assertThat(fleet.delete("freezes?reason=over").statusCode()).isEqualTo(200);
        assertThat(json(fleet.get("targets/eu-1/freeze")).get("frozen").asBoolean())
                .isFalse();
    }

    private static String stand(JsonNode item) {
        return item.get("target").asString() + " " + item.get("frozen").asBoolean() + " "
                + item.path("reason").asString("") + " " + item.get("changed").asBoolean();
    }

    @Test
    void the_overview_shows_each_and_why_one_does_not_answer() {
        fleet.post("targets/eu-1/policies/closed-carts/prune", WHY, fleet.operator);
        fleet.way.leave(0);

        var items = json(fleet.get("targets")).get("items");

        assertThat(items.valueStream()
                        .map(item -> item.get("target").asString() + " "
                                + item.get("reachable").asBoolean()))
                .containsExactly("hub true", "eu-1 true", "eu-2 false");
        assertThat(items.get(1).at("/found/work/lastEnded/policy").asString()).isEqualTo("closed-carts");
        assertThat(items.get(1).get("address").asString()).isEqualTo(fleet.first.url());
        assertThat(items.get(0).get("user").isNull()).isTrue();
        assertThat(json(fleet.live().get("/api/v1/targets/hub", bearer(fleet.admin)))
                        .get("user")
                        .asString())
                .isEqualTo(database.user());
        assertThat(items.get(0).at("/policies/0").asString()).isEqualTo("closed-carts");
        assertThat(items.get(2).get("found").isNull()).isTrue();
        assertThat(items.get(2).at("/error/message").asString())
                .contains("The server cannot reach the database of target \"eu-2\".");
        assertThat(json(fleet.get("targets/eu-1"))).isEqualTo(items.get(1));
        var api = json(fleet.get("openapi.json"));
        assertThat(api.findValuesAsString("operationId"))
                .doesNotHaveDuplicates()
                .contains("getTargetsTargetFreeze");
        assertThat(api.at("/components/schemas").propertyNames()).contains("TargetDocument", "FreezesDocument");

        assertThat(fleet.get("targets/eu-2/freeze").body()).contains("The server cannot reach the database of target");
        for (var read : READS) {
            var away = fleet.get("targets/eu-2/" + read);
            assertThat(away.statusCode()).as(read + " " + away.body()).isEqualTo(503);
            assertThat(away.body()).as(read).contains("target \\\"eu-2\\\"");
        }
        assertThat(fleet.get("targets/eu-1/freeze").statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_carries_out_once_on_its_target() {
        var first = keyed("targets/eu-1/freeze");
        var again = keyed("targets/eu-1/freeze");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(keyed("targets/eu-2/freeze").body()).contains("idempotency.other-request");
        assertThat(fleet.of("SELECT count(*) FROM coppice.keyed_request")).isEqualTo("1 0 0");
    }

    private HttpResponse<String> keyed(String path) {
        return fleet.live()
                .send(
                        "POST",
                        "/api/v1/" + path,
                        request -> request.method("POST", BodyPublishers.ofString("{\"reason\":\"a test\"}"))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "once")
                                .header("Authorization", "Bearer " + fleet.operator));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
