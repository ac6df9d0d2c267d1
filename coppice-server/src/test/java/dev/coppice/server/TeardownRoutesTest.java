package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says and does once a resource is gone, or will not go. */
@PostgresTest(Isolation.DATABASE)
class TeardownRoutesTest {
    private static final String WHY = "{'reason':'a test'}";
    private static final Act ACT = Act.of("ana", "a test");

    private final TestDatabase database;
    private TenantServer server;
    private Lifecycle lifecycle;
    private SigningKeyFile key;

    @TempDir
    Path folder;

    TeardownRoutesTest(TestDatabase database) {
        this.database = database;
    }

    /** A lifecycle that signs, and whose last step calls a service that nobody reaches. */
    @BeforeEach
    void serve() throws IOException {
        TenantServer.settle(database);
        new CoppiceSchema(database.dataSource()).migrate();
        var port = freePort();
        var kinds = TenantServer.kinds(
                folder,
                yaml -> yaml + "      - { name: tell-billing, best-effort: true, http: { url: \"http://127.0.0.1:"
                        + port + "/{id}\" } }\n");
        key = SigningKeyFile.create(folder.resolve("coppice.key"));
        lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        server = TenantServer.on(
                database,
                kinds,
                config -> config.managing(source ->
                        Lifecycle.on(source).kinds(kinds).signedBy(key).build()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_backup_is_made_checked_drilled_listed_and_removed_when_its_time_is_over() throws IOException {
        var made = server.post("resources/graph/kg2/backups", WHY, server.operator);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var path = "backups/" + json(made).at("/backup").asString();

        for (var check : new String[] {"verify", "drill"}) {
            var checked = json(server.post(path + "/" + check, WHY, server.operator));
            assertThat(checked.at("/ok").asBoolean()).as(check).isTrue();
            assertThat(checked.at("/rows").asInt()).isPositive();
        }
        assertThat(server.get(path + "/download", server.admin).body()).startsWith("PK");
        assertThat(json(server.get("backups/orphans?kind=graph", server.viewer)).at("/items"))
                .isEmpty();
        Files.writeString(
                Files.createDirectories(folder.resolve("backups/backup-of-nobody"))
                        .resolve("frame"),
                "left");
        assertThat(json(server.get("backups/orphans?kind=graph", server.viewer))
                        .at("/items/0")
                        .asString())
                .isEqualTo("backup-of-nobody/frame");

        assertThat(json(server.get("backups/expiring", server.viewer)).at("/items"))
                .isEmpty();
        database.execute("UPDATE coppice.backup SET expires_at = now() - interval '1 h'");
        assertThat(json(server.get("backups/expiring?kind=graph", server.viewer))
                        .at("/items"))
                .hasSize(1);
        assertThat(code(server.post("backups/expire", "{}", server.operator))).isEqualTo("400 request.invalid");
        assertThat(json(server.post("backups/expire", "{'kind':'graph','reason':'over'}", server.operator))
                        .at("/expired")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(server.get(path, server.viewer)).at("/state").asString())
                .isEqualTo("expired");
        assertThat(code(server.get(path + "/download", server.admin))).isEqualTo("409 backup.expired");
        assertThat(code(server.post(path + "/drill", WHY, server.operator))).isEqualTo("409 backup.expired");
        assertThat(code(server.get("backups/orphans", server.viewer))).isEqualTo("400 request.invalid");
        for (var deed : new String[] {"verify", "drill"}) {
            assertThat(code(server.post("backups/99/" + deed, WHY, server.operator)))
                    .isEqualTo("404 backup.not-found");
        }
    }

    @Test
    void one_download_more_than_are_sent_at_once_gets_429_until_they_are_through() throws Exception {
        var made = server.post("resources/graph/kg2/backups", WHY, server.operator);
        var path = "backups/" + json(made).at("/backup").asString() + "/download";
        try (var interleaving = new Interleaving();
                var holder = database.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM coppice.audit_head FOR UPDATE"); // each download is entered in the trail
            var downloads = IntStream.range(0, 4)
                    .mapToObj(number -> interleaving.start("download-" + number, () -> server.get(path, server.admin)))
                    .toList();
            Waiting.until(() -> waiting() == downloads.size());
            var refused = server.get(path, server.admin);
            assertThat(code(refused)).isEqualTo("429 backup.too-many-downloads");
            assertThat(json(refused).at("/detail").asString()).contains("Ask again after 10 s.");
            holder.commit();
            for (var download : downloads) {
                assertThat(Objects.requireNonNull(download.result()).body()).startsWith("PK");
            }
        }
        assertThat(server.get(path, server.admin).statusCode()).isEqualTo(200);
    }

    private long waiting() {
        return server.live.write(dsl -> dsl.fetchSingle(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                .get(0, Long.class));
    }

    @Test
    void what_is_left_undone_is_abandoned_and_the_certificate_says_so() {
        var operation = parked("kg1");

        assertThat(json(server.get("operations?parked=true", server.viewer))
                        .at("/items/0/operation")
                        .asLong())
                .isEqualTo(operation);
        assertThat(code(abandon(operation, "{'reason':'closed'}"))).isEqualTo("400 request.invalid");
        assertThat(code(abandon(operation, "{'step':'nothing','reason':'closed'}")))
                .isEqualTo("409 operation.unknown-step");
        var abandoned = abandon(operation, "{'step':'tell-billing','reason':'closed'}");
        assertThat(abandoned.statusCode()).as(abandoned.body()).isEqualTo(200);
        assertThat(json(abandoned).at("/status").asString()).isEqualTo("partial");
        assertThat(code(abandon(operation, "{'step':'tell-billing','reason':'closed'}")))
                .isEqualTo("409 operation.ended");

        var certificate = json(server.get("operations/" + operation + "/certificate", server.viewer));
        assertThat(certificate.at("/probes")).hasSize(3);
        assertThat(certificate.at("/document").asString()).contains("tell-billing", "abandoned");
        assertThat(CertificateVerifier.verify(certificate.at("/document").asString(), key.publicKey()))
                .satisfies(check -> assertThat(check.genuine()).isTrue())
                .satisfies(check -> assertThat(check.resource()).contains("kg1"));
        assertThat(json(server.get("resources/graph/kg1/certificates", server.viewer))
                        .at("/items"))
                .hasSize(1);
        assertThat(code(server.get("operations/99/certificate", server.viewer))).isEqualTo("404 certificate.not-found");
    }

    @Test
    void what_came_back_is_listed_and_buried_and_a_backup_brings_all_of_it_back() {
        abandon(parked("kg1"), "{'step':'tell-billing','reason':'closed'}");
        assertThat(json(server.get("resurrections", server.viewer)).at("/items"))
                .isEmpty();
        database.execute("INSERT INTO app.document (graph_id, body) VALUES ('kg1', 'back')");

        assertThat(json(server.get("resurrections", server.viewer))
                        .at("/items/0/found")
                        .toString())
                .contains("delete-documents");
        var buried = server.post("resurrections/bury", WHY, server.operator);
        assertThat(buried.statusCode()).isEqualTo(202);
        var again = json(buried).at("/operations/0/operation").asLong();
        advanced(again);
        abandon(again, "{'step':'tell-billing','reason':'closed'}");
        assertThat(json(server.get("resurrections", server.viewer)).at("/items"))
                .isEmpty();

        var backups =
                json(server.get("resources/graph/kg1/backups", server.viewer)).at("/items");
        var last = backups.valueStream()
                .filter(item -> item.at("/initiator").asString().equals("final"))
                .findFirst()
                .orElseThrow();
        var restored = server.post("backups/" + last.at("/backup").asString() + "/restore", WHY, server.admin);
        assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
        assertThat(json(restored).at("/restored/delete-documents").asInt()).isEqualTo(3);
        assertThat(json(restored).at("/remarks/0").asString()).contains("not restored. Download it.");
        assertThat(json(server.get("resources/graph/kg1", server.viewer))
                        .at("/resource/status")
                        .asString())
                .isEqualTo("active");
        assertThat(json(server.get("resources/graph/kg1", server.viewer))
                        .at("/storage/items")
                        .asInt())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void the_numbers_of_the_lifecycle_have_values_once_there_is_something_to_count() {
        parked("kg1");
        lifecycle.resources().suspend(new ResourceId("graph", "kg2"), ACT);

        var page = server.live.get("/metrics", LiveServer.bearer(server.viewer)).body();

        assertThat(value(page, "resources{state=\"suspended\"}")).isEqualTo(1);
        assertThat(value(page, "resources{state=\"parked\"}")).isEqualTo(1);
        assertThat(value(page, "operations{state=\"parked\"}")).isEqualTo(1);
        assertThat(value(page, "oldest_unfinished_seconds")).isPositive();
        assertThat(value(page, "parked_steps")).isEqualTo(1);
        assertThat(value(page, "unfinished_attempts")).isEqualTo(8);
        assertThat(value(page, "promise_slack_seconds"))
                .isBetween(0.0, (double) Duration.ofDays(90).toSeconds());
        for (var type : new String[] {"backup", "rows", "http"}) {
            var longest = value(page, "step_longest_seconds{type=\"" + type + "\"}");
            assertThat(longest).as(type).isPositive();
            assertThat(value(page, "step_total_seconds{type=\"" + type + "\"}")).isGreaterThanOrEqualTo(longest);
        }
    }

    private static double value(String page, String series) {
        var found = Pattern.compile("(?m)^coppice_lifecycle_" + Pattern.quote(series) + " (\\S+)$")
                .matcher(page);
        assertThat(found.find()).as(series + " in\n" + page).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private HttpResponse<String> abandon(long operation, String body) {
        return server.post("operations/" + operation + "/abandon", body, server.operator);
    }

    /** A teardown of which a service keeps the last step. */
    private long parked(String id) {
        var operation = lifecycle
                .teardowns()
                .begin(TeardownRequest.of(new ResourceId("graph", id), ACT))
                .id();
        advanced(operation);
        return operation;
    }

    private void advanced(long operation) {
        triedUntil(operation, "attempts > 0");
        database.execute("UPDATE coppice.operation_step SET attempts = 7 WHERE name = 'tell-billing' AND attempts > 0");
        triedUntil(operation, "state = 'parked'");
    }

    private void triedUntil(long operation, String condition) {
        Waiting.until(() -> {
            try {
                lifecycle.teardowns().advance(operation);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            return server.live.<Long>write(db -> db.fetchSingle("SELECT count(*) FROM coppice.operation_step WHERE"
                                    + " operation_id = " + operation + " AND name = 'tell-billing' AND " + condition)
                            .get(0, Long.class))
                    == 1;
        });
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
