package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies and their plans over HTTP. */
@PostgresTest(Isolation.DATABASE)
class PolicyRoutesTest {
    private final TestDatabase database;
    private PruningServer server;

    PolicyRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        PruningServer.open(database);
        server = PruningServer.on(database, "approvals: 2");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void declared_policies_are_listed_shown_and_held_against_the_database() {
        var listed = json(server.get("policies", server.viewer));
        assertThat(listed.at("/items/0/policy").asString()).isEqualTo("closed-carts");
        assertThat(listed.at("/items/0/keep").asString()).isEqualTo("90d");
        assertThat(listed.at("/next").isNull()).isTrue();
        assertThat(json(server.get("policies/closed-carts", server.viewer))).isEqualTo(listed.at("/items/0"));
        assertThat(code(server.get("policies/nobodys", server.viewer))).isEqualTo("404 policy.not-found");

        assertThat(json(server.get("policy-check", server.viewer)).at("/ok").asBoolean())
                .isTrue();
        assertThat(json(server.get("policy-check", server.viewer)).at("/warnings"))
                .isEmpty();
        database.execute("ALTER TABLE shop.cart RENAME COLUMN closed_at TO shut_at");
        var check = json(server.get("policy-check", server.viewer));
        assertThat(check.at("/ok").asBoolean()).isFalse();
        assertThat(check.at("/problems/0/policy").asString()).isEqualTo("closed-carts");
    }

    @Test
    void settings_that_contradict_each_other_are_told_apart_from_what_does_not_fit() {
        try (var odd = PruningServer.on(database, "limits: { rows: 3 }")) {
            var check = json(odd.get("policy-check", odd.viewer));
            assertThat(check.at("/ok").asBoolean()).isTrue();
            assertThat(check.at("/warnings")).hasSize(1);
            assertThat(check.at("/warnings/0/policy").asString()).isEqualTo("closed-carts");
            assertThat(check.at("/warnings/0/check").asString()).isEqualTo("contradiction");
            assertThat(check.at("/warnings/0/subject").asString()).isEqualTo("policies.closed-carts.limits.rows");
            assertThat(check.at("/warnings/0/line").isNull()).isTrue();
        }
    }

    @Test
    void a_plan_counts_and_shows_its_script_and_stored_values_to_operators_alone() {
        var plan = json(server.get("policies/closed-carts/plan", server.viewer));
        assertThat(plan.at("/roots/count").asInt()).isEqualTo(300);
        assertThat(plan.at("/sample").isNull()).isTrue();
        assertThat(plan.at("/script").isNull()).isTrue();

        var script = json(server.get("policies/closed-carts/plan?sql=true", server.viewer));
        assertThat(script.at("/script").asString()).contains("ROLLBACK");
        var sampled = json(server.get("policies/closed-carts/plan?sample=3", server.operator));
        assertThat(sampled.at("/sample/rows")).hasSize(3);
        assertThat(code(server.get("policies/closed-carts/plan?sample=3", server.viewer)))
                .isEqualTo("403 access.role-too-low");
        for (var wrong : new String[] {"sample=0", "sample=1001", "sample=x", "sql=maybe"}) {
            assertThat(code(server.get("policies/closed-carts/plan?" + wrong, server.operator)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }
    }

    @Test
    void a_plan_is_signed_by_admins_with_the_hash_it_has_now() {
        var hash = json(server.get("policies/closed-carts/plan", server.viewer))
                .at("/hash")
                .asString();
        var path = "policies/closed-carts/plan/approvals";
        var body = "{'hash':'" + hash + "','reason':'looked at it'}";

        assertThat(code(server.post(path, body, server.operator))).isEqualTo("403 access.role-too-low");
        assertThat(code(server.post(path, "{'hash':'123456789abc','reason':'x'}", server.admin)))
                .isEqualTo("409 plan.unknown");
        assertThat(code(server.post(path, "{'hash':'" + hash + "'}", server.admin)))
                .isEqualTo("400 request.invalid");
        assertThat(server.trail()).isEmpty();

        var signed = server.post(path, body, server.admin);
        assertThat(signed.statusCode()).isEqualTo(201);
        assertThat(json(signed).at("/approvedBy/0").asString()).isEqualTo("test admin");
        assertThat(json(signed).at("/complete").asBoolean()).isFalse();
        assertThat(code(server.post(path, body, server.admin))).isEqualTo("409 approval.same-person");
        assertThat(server.trail()).startsWith("test admin approval.").endsWith(": looked at it");
    }

    @Test
    void the_doctor_looks_at_policies_by_name_and_a_draft_is_made_of_the_catalogue() {
        database.execute("DROP INDEX shop.line_cart_id_idx");
        var all = json(server.get("doctor", server.viewer));
        assertThat(all.at("/findings/0/severity").asString()).isEqualTo("block");
        assertThat(all.at("/findings/0/cure").asString()).contains("CREATE INDEX");
        assertThat(json(server.get("doctor?policy=closed-carts&policy=closed-carts", server.viewer)))
                .isEqualTo(all);
        assertThat(code(server.get("doctor?policy=nobodys", server.viewer))).isEqualTo("404 policy.not-found");

        var draft = json(server.get("init", server.viewer));
        assertThat(draft.at("/file").isNull()).isTrue();
        assertThat(draft.at("/yaml").asString()).contains("policies:", "shop.cart");
    }

    @Test
    void a_row_is_traced_by_its_key() {
        var living = json(server.get("trace?table=shop.cart&key=1", server.viewer));
        assertThat(living.at("/state").asString()).isEqualTo("live");
        assertThat(living.at("/policies/0/standing").asString()).isEqualTo("eligible");
        assertThat(code(server.get("trace?table=shop.cart", server.viewer))).isEqualTo("400 request.invalid");
        assertThat(code(server.get("trace?table=cart&key=1", server.viewer))).isEqualTo("400 request.invalid");
        assertThat(code(server.get("trace?table=shop.nothing&key=1", server.viewer)))
                .isEqualTo("404 trace.unknown-table");
        assertThat(code(server.get("trace?table=shop.cart&key=x", server.viewer)))
                .isEqualTo("400 trace.bad-key");
        assertThat(code(server.get("trace?table=shop.cart&key=%00", server.viewer)))
                .isEqualTo("400 request.invalid");
    }
}
