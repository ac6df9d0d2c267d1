package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.control.Webhook;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class ResourceRoutesTest {
    private static final String ACME = "00000000-0000-0000-0000-0000000000ac";
    private static final String OTHER = "00000000-0000-0000-0000-0000000000ff";
    private static final String WHY = "{'reason':'a test'}";

    @TempDir
    Path folder;

    @Test
    void resources_are_listed_counted_and_shown(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            var first = json(server.get("resources/graph?limit=2", server.viewer));
            assertThat(first.at("/items").valueStream())
                    .extracting(item -> item.at("/id").asString())
                    .containsExactly("kg1", "kg2");
            assertThat(json(server.get(
                                    "resources/graph?next=" + first.at("/next").asString(), server.viewer))
                            .at("/items/0/id")
                            .asString())
                    .isEqualTo("sec");
            assertThat(json(server.get("resources/graph?tier=large&owner=" + OTHER, server.viewer))
                            .at("/items")
                            .size())
                    .isEqualTo(1);
            assertThat(json(server.get("resources/graph/analytics", server.viewer))
                            .at("/items")
                            .valueStream())
                    .extracting(tier -> tier.at("/tier").asString("-") + " "
                            + tier.at("/resources").asInt())
                    .contains("standard 1", "large 1");
            var shown = json(server.get("resources/graph/sec", server.viewer));
            assertThat(shown.at("/resource/protection").asBoolean()).isTrue();
            assertThat(shown.at("/storage/items").asInt()).isEqualTo(3);
            assertThat(shown.at("/storage/steps").valueStream())
                    .filteredOn(seen -> seen.at("/items").asInt() == 3)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.at("/code").isNull()).isTrue());
            assertThat(shown.at("/blockers/0/code").asString()).isEqualTo("resource.protected");
        }
    }

    @Test
    void defect_n_a_resource_goes_by_plan_and_operation_and_its_owner_fetches_what_is_kept(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            server.live.work();
            var plan = json(server.get("resources/graph/kg1/deprovision-plan", server.viewer));
            assertThat(plan.at("/status").asString()).isEqualTo("planned");

            var begun = server.post(
                    "resources/graph/kg1/deprovision",
                    "{'reason':'unpaid','plan':'" + plan.at("/plan/hash").asString() + "'}",
                    server.operator);

            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            var operation = json(begun).at("/operation").asString();
            assertThat(begun.headers().firstValue("Location")).contains("/api/v1/operations/" + operation);
            Waiting.until(() -> ended(server, operation));
            var done = json(server.get("operations/" + operation, server.viewer));
            assertThat(done.at("/run/requestedBy").asString()).isEqualTo("test operator");
            assertThat(done.at("/recordsCleaned").asBoolean()).isTrue();
            assertThat(json(server.get("operations/" + operation + "/journal", server.viewer))
                            .at("/items")
                            .size())
                    .isPositive();
            fetched(server);
            again(server);
        }
    }

    /** These very questions are transactions that it waits for; so it is told to look again. */
    private static boolean ended(TenantServer server, String operation) {
        var status = json(server.get("operations/" + operation, server.viewer))
                .at("/status")
                .asString();
        if (status.equals("blocked")) {
            server.post("operations/" + operation + "/retry", WHY, server.operator);
        }
        return status.equals("success");
    }

    /** A re-run waits for transactions that are open just then, so it is asked for until there is none. */
    private static void again(TenantServer server) {
        server.live.<Integer>write(
                db -> db.execute("INSERT INTO app.document (graph_id, body) VALUES ('kg1', 'left')"));
        var left = begin(server, "graph/kg1", WHY);
        assertThat(left.statusCode()).as(left.body()).isEqualTo(202);
        assertThat(json(left).at("/run/residual").asBoolean()).isTrue();
        Waiting.until(() -> {
            var over = begin(server, "graph/kg1", WHY);
            return over.statusCode() == 200
                    && json(over).at("/status").asString().equals("already_deprovisioned");
        });
    }

    private static void fetched(TenantServer server) {
        var owner = server.managerOf(ACME);
        var backup = json(server.get("resources/graph/kg1/backups", owner))
                .at("/items")
                .valueStream()
                .filter(item -> item.at("/initiator").asString().equals("final"))
                .findFirst()
                .orElseThrow()
                .at("/backup")
                .asString();
        var path = "backups/" + backup + "/download";
        var fetched = server.get(path, owner);
        assertThat(fetched.statusCode()).isEqualTo(200);
        assertThat(fetched.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(fetched.headers().firstValueAsLong("Content-Length").orElse(0))
                .isPositive();
        assertThat(server.get(path, server.operator).statusCode()).isEqualTo(200);
        for (var stranger : new String[] {server.memberOf(ACME), server.managerOf(OTHER)}) {
            assertThat(code(server.get(path, stranger))).isEqualTo("404 backup.not-found");
        }
        assertThat(code(server.get(path, server.viewer))).isEqualTo("403 access.role-too-low");
        assertThat(json(server.get("resources/graph/kg1/backups", server.managerOf(OTHER)))
                        .at("/items"))
                .isEmpty();
        var plan = json(server.get("backups/" + backup + "/restore-plan", server.viewer));
        assertThat(plan.at("/status").asString()).isEqualTo("planned");
        assertThat(plan.at("/parts/0/resource").asString()).isEqualTo("kg1");
        assertThat(code(server.get("backups/" + backup + "/restore-plan", owner)))
                .isEqualTo("403 access.role-too-low");
        assertThat(code(server.get("backups/99/restore-plan", server.viewer))).isEqualTo("404 backup.not-found");
        assertThat(code(server.post("backups/" + backup + "/restore", WHY, server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("backups/" + backup + "/verify", WHY, server.operator))
                        .at("/ok")
                        .asBoolean())
                .isTrue();
        assertThat(server.live.<String>write(
                        db -> db.fetchSingle("SELECT reason FROM coppice.audit WHERE action = 'backup.verified'")
                                .get(0, String.class)))
                .isEqualTo("a test");
    }

    @Test
    void defect_s_what_may_not_go_is_refused_with_a_code_before_any_write(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            server.post("resources/graph/kg2/holds", WHY, server.operator);
            assertThat(code(begin(server, "graph/sec", WHY))).isEqualTo("403 resource.protected");
            assertThat(code(begin(server, "graph/kg2", WHY))).isEqualTo("403 resource.held");
            assertThat(code(begin(server, "graph/nobody", WHY))).isEqualTo("404 resource.not-found");
            assertThat(code(begin(server, "tree/kg1", WHY))).isEqualTo("404 kind.unknown");
            assertThat(code(begin(server, "graph/kg1", "{}"))).isEqualTo("400 request.invalid");
            assertThat(code(begin(server, "graph/kg1", "{'reason':' '}"))).isEqualTo("400 request.invalid");
            assertThat(code(begin(server, "graph/kg1", "{'reason':'x','withoutBackup':true}")))
                    .isEqualTo("403 access.role-too-low");
            assertThat(code(begin(server, "graph/kg1", "{'reason':'x','plan':'0123'}")))
                    .isEqualTo("409 plan.other");
            assertThat(code(server.post("resources/graph/kg1/reactivate", WHY, server.operator)))
                    .isEqualTo("409 resource.illegal-transition");
            assertThat(code(server.get("resources/graph?status=gone", server.viewer)))
                    .isEqualTo("400 request.invalid");
            assertThat(code(server.get("resources/graph?limit=0", server.viewer)))
                    .isEqualTo("400 request.invalid");
            assertThat(code(server.get("operations/9", server.viewer))).isEqualTo("404 operation.not-found");
            assertThat(code(server.post(
                            "operations/9/resolve", "{'step':'x','reason':'y','unseen':true}", server.operator)))
                    .isEqualTo("403 access.role-too-low");
            assertThat(code(server.get("operations/9/journal", server.viewer))).isEqualTo("404 operation.not-found");
            assertThat(code(server.get("operations?kind=tree", server.viewer))).isEqualTo("404 kind.unknown");
            assertThat(code(server.post("operations/9/cancel", WHY, server.operator)))
                    .isEqualTo("404 operation.not-found");
            assertThat(server.live.<Long>write(db -> db.fetchSingle("SELECT count(*) FROM coppice.operation")
                            .get(0, Long.class)))
                    .isZero();
        }
    }

    @Test
    void what_no_database_could_keep_is_refused_as_what_it_is(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            for (var body : new String[] {
                "{'reason':'x','origin':'a\\u0000'}", "{'reason':'x','until':'+900000000-01-01T00:00:00Z'}"
            }) {
                assertThat(code(server.post("resources/graph/kg1/holds", body, server.operator)))
                        .isEqualTo("400 request.invalid");
            }
            var long3000 = new SplittableRandom(7)
                    .ints(3000, 'a', 'z' + 1)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            assertThat(code(begin(server, "graph/" + long3000, WHY))).isEqualTo("404 resource.not-found");
            assertThat(code(server.post("resources/graph/a%00b/suspend", WHY, server.operator)))
                    .isEqualTo("400 request.malformed");
            assertThat(code(server.get("resources/graph?owner=a%00b", server.viewer)))
                    .isEqualTo("400 request.invalid");
            assertThat(code(server.get("operations?resource=a%00b", server.viewer)))
                    .isEqualTo("400 request.invalid");
        }
    }

    @Test
    void a_person_suspends_holds_releases_begins_and_calls_off_and_the_trail_has_it(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            assertThat(json(server.post("resources/graph/kg1/suspend", WHY, server.operator))
                            .at("/state")
                            .asString())
                    .isEqualTo("suspended");
            var held = server.post(
                    "resources/graph/kg1/holds", "{'reason':'x','until':'2999-01-01T00:00:00Z'}", server.operator);
            assertThat(held.statusCode()).isEqualTo(201);
            var hold = json(held).at("/id").asString();
            assertThat(code(server.post("holds/" + hold + "/release", WHY, server.operator)))
                    .isEqualTo("403 access.role-too-low");
            assertThat(code(server.post("resources/graph/kg1/approvals", "{'hash':'x','reason':'y'}", server.operator)))
                    .isEqualTo("403 access.role-too-low");
            assertThat(json(server.post("holds/" + hold + "/release", WHY, server.admin))
                            .at("/releasedAt")
                            .isNull())
                    .isFalse();
            var operation =
                    json(begin(server, "graph/kg1", WHY)).at("/operation").asString();
            var explained = json(server.get("operations/" + operation + "/explain", server.viewer));
            assertThat(explained.at("/conditions").isEmpty()).isFalse();
            assertThat(json(server.get("operations?unfinished=true&kind=graph", server.viewer))
                            .at("/items/0/operation")
                            .asString())
                    .isEqualTo(operation);
            assertThat(json(server.post("operations/" + operation + "/cancel", WHY, server.operator))
                            .at("/run/state")
                            .asString())
                    .isEqualTo("cancelled");
            assertThat(json(server.post("resources/graph/kg1/reactivate", WHY, server.operator))
                            .at("/state")
                            .asString())
                    .isEqualTo("active");
            List<String> actors = server.live.write(db -> db.fetch("SELECT DISTINCT actor FROM coppice.audit"
                            + " WHERE action !~ '^(token|session)' ORDER BY actor")
                    .getValues(0, String.class));
            assertThat(actors).containsExactly("test admin", "test operator");
        }
    }

    @Test
    void a_server_that_works_delivers_notifications(TestDatabase database) throws Exception {
        var heard = new CountDownLatch(1);
        var listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            heard.countDown();
        });
        listener.start();
        var secret = Files.writeString(folder.resolve("secret"), "not told");
        var webhook = Webhook.to(
                URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + "/"), secret);
        try (var server = LiveServer.on(database, config -> config.notifying(webhook))) {
            server.<Long>write(db -> Notifications.in(db).publish(new Notification("graph.left", "graph kg1", "{}")));

            server.work();

            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            listener.stop(0);
        }
    }

    @Test
    void sensors_and_numbers_are_shown(TestDatabase database) {
        try (var server = TenantServer.on(database, folder)) {
            begin(server, "graph/kg1", WHY);

            assertThat(json(server.get("sensors", server.viewer)).at("/items").valueStream())
                    .extracting(sensor -> sensor.at("/sensor").asString())
                    .contains("suspend-expired", "deprovision-due");
            assertThat(server.live
                            .get("/metrics", LiveServer.bearer(server.viewer))
                            .body())
                    .contains("coppice_lifecycle_operations{state=\"running\"} 1", "coppice_lifecycle_resources{")
                    .contains("coppice_lifecycle_operations{state=\"parked\"} 0");
        }
    }

    @Test
    void a_server_that_knows_no_kind_says_so_and_lists_nothing(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var viewer = LiveServer.bearer(server.token(Role.VIEWER));

            assertThat(code(server.get("/api/v1/resources/graph", viewer))).isEqualTo("404 kind.none");
            for (var list :
                    new String[] {"operations", "sensors", "backups/expiring", "certificates", "resurrections"}) {
                assertThat(server.get("/api/v1/" + list, viewer).body()).contains("\"items\":[]");
            }
        }
    }

    private static HttpResponse<String> begin(TenantServer server, String resource, String body) {
        return server.post("resources/" + resource + "/deprovision", body, server.operator);
    }
}
