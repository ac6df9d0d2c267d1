package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds, freeze, audit trail, schema and jobs over HTTP. */
@PostgresTest(Isolation.DATABASE)
class ControlRoutesTest {
    private static final String WHY = "{'reason':'a test'}";

    private final TestDatabase database;
    private PruningServer server;

    ControlRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        PruningServer.open(database);
        server = PruningServer.on(database);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_is_held_stays_until_an_admin_releases_it() {
        var held = server.post(
                "holds", "{'table':'shop.cart','key':['1'],'origin':'legal','reason':'case 118'}", server.operator);
        assertThat(held.statusCode()).as(held.body()).isEqualTo(201);
        assertThat(json(held).at("/target").asString()).isEqualTo("shop.cart 1");
        var table = json(server.post("holds", "{'table':'shop.line','wholeTable':true,'reason':'x'}", server.operator));
        assertThat(table.at("/target").asString()).isEqualTo("shop.line");
        assertThat(table.at("/origin").asString()).isEqualTo("api");

        var first = json(server.get("holds?limit=1", server.viewer));
        assertThat(first.at("/items/0/placedBy").asString()).isEqualTo("test operator");
        assertThat(json(server.get("holds?next=" + first.at("/next").asString(), server.viewer))
                        .at("/items"))
                .hasSize(1);

        var release = "holds/" + table.at("/id").asString() + "/release";
        assertThat(code(server.post(release, WHY, server.operator))).isEqualTo("403 access.role-too-low");
        assertThat(json(server.post(release, WHY, server.admin))
                        .at("/releasedAt")
                        .isNull())
                .isFalse();
        assertThat(code(server.post(release, WHY, server.admin))).isEqualTo("409 hold.already-released");
        assertThat(json(server.get("holds", server.viewer)).at("/items")).hasSize(1);
        assertThat(json(server.get("holds?all=true", server.viewer)).at("/items"))
                .hasSize(2);
        assertThat(server.acts()).isEqualTo("hold.placed hold.placed hold.released");

        server.post("policies/closed-carts/prune", WHY, server.operator);
        assertThat(server.one("SELECT string_agg(id::text, ' ') FROM shop.cart WHERE status = 'CLOSED'"))
                .isEqualTo("1");
    }

    @Test
    void a_hold_on_nothing_or_on_two_things_is_refused() {
        for (var wrong : new String[] {
            "{'reason':'x'}",
            "{'table':'shop.cart','reason':'x'}",
            "{'table':'shop.cart','key':[],'reason':'x'}",
            "{'table':'shop.cart','key':['1'],'wholeTable':true,'reason':'x'}",
            "{'table':'shop.cart','key':['1'],'kind':'graph','id':'1','reason':'x'}",
            "{'table':'cart','wholeTable':true,'reason':'x'}",
            "{'kind':'graph','reason':'x'}",
            "{'table':'shop.cart','key':['1'],'reason':'x','until':'tomorrow'}",
            "{'table':'shop.cart','key':['1'],'reason':' '}"
        }) {
            assertThat(code(server.post("holds", wrong, server.operator)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }
        assertThat(code(server.post("holds", "{'table':'shop.cart','key':['1'],'reason':'x'}", server.viewer)))
                .isEqualTo("403 access.role-too-low");
        assertThat(code(server.post("holds/7/release", WHY, server.admin))).isEqualTo("404 hold.not-found");
        assertThat(server.trail()).isEmpty();
    }

    @Test
    void a_freeze_stops_everything_and_is_an_admins_to_end() {
        assertThat(json(server.get("freeze", server.viewer)).toString()).isEqualTo("{\"frozen\":false}");
        assertThat(code(server.post("freeze", WHY, server.viewer))).isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("freeze", WHY, server.operator)).at("/by").asString())
                .isEqualTo("test operator");
        assertThat(code(server.post("freeze", WHY, server.operator))).isEqualTo("409 freeze.already-frozen");

        assertThat(code(server.post("policies/closed-carts/prune", WHY, server.operator)))
                .isEqualTo("409 freeze.frozen");
        assertThat(server.one("SELECT count(*) FROM shop.cart")).isEqualTo("400");

        assertThat(code(server.delete("freeze?reason=over", server.operator))).isEqualTo("403 access.role-too-low");
        assertThat(code(server.delete("freeze", server.admin))).isEqualTo("400 request.invalid");
        assertThat(json(server.delete("freeze?reason=over", server.admin))
                        .at("/frozen")
                        .asBoolean())
                .isFalse();
        assertThat(code(server.delete("freeze?reason=over", server.admin))).isEqualTo("409 freeze.not-frozen");
        assertThat(server.trail()).endsWith("test admin freeze.unfrozen database: over");
    }

    @Test
    void a_freeze_and_a_hold_wait_for_the_chunk_under_way_for_longer_than_a_call_may_usually_wait() throws Exception {
        HttpResponse<String> frozen;
        HttpResponse<String> held;
        try (var chunk = database.connect()) {
            chunk.setAutoCommit(false);
            try (var statement = chunk.createStatement()) {
                statement.execute("SELECT epoch FROM coppice.hold_epoch FOR SHARE");
            }
            var freeze = CompletableFuture.supplyAsync(() -> server.post("freeze", WHY, server.operator));
            var hold = CompletableFuture.supplyAsync(
                    () -> server.post("holds", "{'table':'shop.cart','key':['1'],'reason':'x'}", server.operator));
            Waiting.until(() -> server.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND application_name = 'coppice-caller'"
                            + " AND query_start < clock_timestamp() - interval '2500 ms'")
                    .equals("2"));
            assertThat(server.acts()).isEqualTo("null");
            chunk.commit();
            frozen = freeze.join();
            held = hold.join();
        }

        assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(200);
        assertThat(held.statusCode()).as(held.body()).isEqualTo(201);
        assertThat(server.acts().split(" ")).containsExactlyInAnyOrder("freeze.frozen", "hold.placed");
    }

    @Test
    void the_trail_is_searched_page_by_page_and_tells_when_somebody_changed_it() {
        server.post("freeze", "{'reason':'first'}", server.operator);
        server.delete("freeze?reason=second", server.admin);

        var newest = json(server.get("audit?limit=1", server.viewer));
        assertThat(newest.at("/items/0/reason").asString()).isEqualTo("second");
        assertThat(newest.at("/items/0/before/reason").asString()).isEqualTo("first");
        assertThat(json(server.get("audit?limit=1&next=" + newest.at("/next").asString(), server.viewer))
                        .at("/items/0/reason")
                        .asString())
                .isEqualTo("first");
        assertThat(json(server.get("audit?by=test%20operator", server.viewer)).at("/items"))
                .hasSize(1);
        assertThat(json(server.get("audit?action=freeze.frozen&on=database", server.viewer))
                        .at("/items"))
                .hasSize(1);
        assertThat(json(server.get("audit?since=2999-01-01T00:00:00Z", server.viewer))
                        .at("/items"))
                .isEmpty();
        for (var wrong : new String[] {"since=today", "next=x", "limit=0", "by=%00"}) {
            assertThat(code(server.get("audit?" + wrong, server.viewer)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }

        var whole = json(server.get("audit/verify", server.viewer));
        assertThat(whole.at("/ok").asBoolean()).isTrue();
        assertThat(whole.at("/entries").asLong()).isEqualTo(5);
        database.execute("""
                ALTER TABLE coppice.audit DISABLE TRIGGER USER;
                UPDATE coppice.audit SET reason = 'another' WHERE action = 'freeze.frozen';
                """);
        var broken = json(server.get("audit/verify", server.viewer));
        assertThat(broken.at("/ok").asBoolean()).isFalse();
        assertThat(broken.at("/seq").asLong()).isEqualTo(4);
        assertThat(broken.at("/finding").asString()).isEqualTo("EDITED");
    }

    @Test
    void the_schema_and_the_jobs_are_shown() {
        assertThat(json(server.get("schema", server.viewer)).at("/state").asString())
                .isEqualTo("current");
        assertThat(json(server.get("jobs", server.viewer)).at("/nodes")).isEmpty();

        server.live.work();

        Waiting.until(() -> json(server.get("jobs", server.viewer)).at("/nodes").size() == 1);
        var jobs = json(server.get("jobs", server.viewer));
        assertThat(jobs.at("/nodes/0/alive").asBoolean()).isTrue();
        assertThat(jobs.at("/items/0/job").asString()).isEqualTo("carry-on-campaigns-1");
        assertThat(jobs.at("/items/0/state").asString()).isIn("waiting", "running");
        database.execute(
                "UPDATE coppice.server_node SET started_at = now() - interval '1 h', seen_at = now() - interval '1 min'");
        assertThat(json(server.get("jobs", server.viewer)).at("/nodes/0/alive").asBoolean())
                .isFalse();

        server.live.stop();
        assertThat(server.one("SELECT count(*) FROM coppice.server_node")).isEqualTo("0");
    }
}
