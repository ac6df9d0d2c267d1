package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.KeyFile;
import dev.coppice.prune.ErasureReceipt;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subjects and erasures over HTTP. */
@PostgresTest(Isolation.DATABASE)
class ErasureRoutesTest {
    private static final String WHO = "{'key':['471100471']}";
    private static final String SOUGHT = "{'subject':'person','key':['471100471']}";

    private final TestDatabase database;

    ErasureRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void persons() {
        PersonServer.open(database);
    }

    @Test
    void a_subject_is_planned_erased_proved_and_its_key_is_nowhere_afterwards() throws Exception {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (var server = PersonServer.on(database, Optional.of(signer(keys)));
                var logs = Eavesdropper.open()) {
            server.live.work();
            var kinds = json(server.get("subjects", server.viewer)).at("/items/0");
            assertThat(kinds.at("/subject").asString()).isEqualTo("person");
            assertThat(kinds.at("/tables/1/reason").asString()).isEqualTo("tax");
            assertThat(json(server.get("subject-check", server.viewer))
                            .at("/ok")
                            .asBoolean())
                    .isTrue();
            var plan = json(server.post("subjects/person/plan", WHO, server.operator));
            assertThat(plan.at("/there").asBoolean()).isTrue();
            assertThat(plan.toString()).contains("app.login").doesNotContain(PersonServer.KEY);

            var begun = keyed(server, "once");
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
            assertThat(begun.headers().firstValue("Location")).contains("/api/v1/erasures/1");
            assertThat(begun.body()).doesNotContain(PersonServer.KEY);
            assertThat(keyed(server, "once").body()).isEqualTo(begun.body());
            // Malformed and unknown, it is repeated nowhere either.
            server.post("erasures", "{'subject':'person','key':['471100471'", server.operator);
            server.post("erasures", "{'subject':'person','kex':['471100471']}", server.operator);
            server.post("erasures", "{'subject':'person','key':'471100471'}", server.operator);
            server.get("erasures/471100471x", server.operator);

            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");

            var shown = json(server.get("erasures/1", server.viewer));
            assertThat(shown.at("/requestedBy").asString()).isEqualTo("test operator");
            assertThat(shown.at("/requestedReason").asString()).isEqualTo("request 118");
            assertThat(json(server.get("erasures", server.viewer)).at("/items").size())
                    .isEqualTo(1);
            var found = json(server.post("erasures/find", SOUGHT, server.operator));
            assertThat(found.at("/items/0")).isEqualTo(shown);
            var document =
                    server.get("erasures/1/receipt/document", server.viewer).body();
            assertThat(ErasureReceipt.problems(document, List.of(keys.getPublic())))
                    .isEmpty();
            assertThat(json(server.get("erasures/1/receipt", server.viewer))
                            .at("/document")
                            .asString())
                    .isEqualTo(document)
                    .doesNotContain(PersonServer.KEY);
            assertThat(code(server.erase(server.operator))).isEqualTo("404 erasure.no-such-row");
            assertThat(server.one("SELECT string_agg(id::text, ' ') FROM app.login"))
                    .isEqualTo("3");
            assertThat(PersonServer.traces(database, PersonServer.KEY, "mia@")).isEmpty();
            assertThat(logs.lines()).hasSizeGreaterThan(5).noneMatch(line -> line.contains(PersonServer.KEY));
            assertThat(server.one("SELECT string_agg(actor || ' ' || action, ', ' ORDER BY seq) FROM coppice.audit"
                            + " WHERE action NOT LIKE 'token.%'"))
                    .isEqualTo(
                            "test operator erasure.begun, test operator erasure.asked, test operator campaign.created,"
                                    + " test operator campaign.asked, test operator erasure.succeeded");
        }
    }

    @Test
    void who_may_only_look_cannot_try_keys_and_the_one_approval_is_an_admins() {
        try (var server = PersonServer.on(database, "approvals: 1")) {
            for (var path : List.of("subjects/person/plan", "erasures/find", "erasures")) {
                assertThat(code(server.post(path, SOUGHT, server.viewer)))
                        .as(path)
                        .isEqualTo("403 access.role-too-low");
            }
            var hash = json(server.post("subjects/person/plan", WHO, server.operator))
                    .at("/hash")
                    .asString();
            var named = "{'subject':'person','key':['471100471'],'reason':'r','approve':'" + hash + "'}";
            assertThat(code(server.post("erasures", named, server.operator))).isEqualTo("403 access.role-too-low");
            assertThat(code(server.erase(server.operator))).isEqualTo("409 approval.missing");
            var approval = "{'key':['471100471'],'hash':'" + hash + "','reason':'looked at it'}";
            assertThat(code(server.post("subjects/person/plan/approvals", approval, server.operator)))
                    .isEqualTo("403 access.role-too-low");
            var signed = server.post("subjects/person/plan/approvals", approval, server.admin);
            assertThat(signed.statusCode()).as(signed.body()).isEqualTo(201);
            assertThat(json(signed).at("/approvedBy/0").asString()).isEqualTo("test admin");
            assertThat(server.erase(server.operator).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void what_is_refused_of_one_that_is_under_way_notes_nothing() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            server.post("campaigns/1/pause", "{'reason':'a test'}", server.operator);
            var events = "SELECT count(*) FROM coppice.audit";
            var before = server.one(events);

            assertThat(code(server.erase(server.operator))).isEqualTo("409 campaign.paused");

            assertThat(server.one(events)).isEqualTo(before);
        }
    }

    @Test
    void what_cannot_be_is_refused_and_changes_nothing() {
        try (var server = PersonServer.on(database)) {
            assertThat(code(server.post("subjects/nobody/plan", WHO, server.operator)))
                    .isEqualTo("404 subject.not-found");
            assertThat(code(server.post("subjects/app.person/plan", "{'key':['x']}", server.operator)))
                    .endsWith("erasure.bad-key");
            for (var key : List.of("[]", "['']", "['a\\u0000']", "null")) {
                assertThat(code(server.post("subjects/person/plan", "{'key':" + key + "}", server.operator)))
                        .as(key)
                        .isEqualTo("400 request.invalid");
            }
            assertThat(code(server.post("erasures", SOUGHT, server.operator))).isEqualTo("400 request.invalid");
            var telling = SOUGHT.replace("}", ",'reason':'it is 471100471'}");
            assertThat(code(server.post("erasures", telling, server.operator))).endsWith("erasure.telling-reason");
            var other = SOUGHT.replace("}", ",'reason':'r','approve':'0123456789ab'}");
            assertThat(code(server.post("erasures", other, server.operator))).isEqualTo("409 plan.other");
            server.post("holds", "{'table':'app.login','key':['2'],'reason':'case 7'}", server.operator);
            assertThat(json(server.post("subjects/person/plan", WHO, server.operator))
                            .at("/blocked")
                            .asBoolean())
                    .isTrue();
            assertThat(code(server.erase(server.operator))).isEqualTo("403 erasure.held");
            server.post("holds/1/release", "{'reason':'over'}", server.admin);
            server.post("freeze", "{'reason':'incident'}", server.operator);
            assertThat(code(server.erase(server.operator))).endsWith("freeze.frozen");
            assertThat(code(server.get("erasures/7", server.viewer))).isEqualTo("404 erasure.not-found");
            assertThat(code(server.get("erasures/7/receipt", server.viewer))).isEqualTo("404 receipt.not-found");
            assertThat(server.one("SELECT count(*) FROM coppice.erasure")).isEqualTo("0");
        }
    }

    @Test
    void an_archive_of_an_erasure_is_read_with_the_key_of_the_servers_file(@TempDir Path folder) throws Exception {
        KeyFile.create(folder.resolve("key"));
        var archive =
                "archive: { to: \"file:" + folder.resolve("archive") + "\", key-file: " + folder.resolve("key") + " }";
        try (var server = PersonServer.on(database, archive)) {
            server.live.work();
            server.erase(server.operator);
            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");

            assertThat(json(server.post("archives/1/verify", "{}", server.viewer))
                            .at("/ok")
                            .asBoolean())
                    .isTrue();
            for (var table : List.of("app.person", "app.login", "app.invoice")) {
                for (var key : List.of(PersonServer.KEY, "1")) {
                    var path = "trace?table=" + table + "&key=" + key;
                    var traced = server.get(path, server.viewer);
                    assertThat(traced.statusCode()).as(traced.body()).isEqualTo(200);
                    assertThat(json(traced).at("/sightings").size()).as(path).isZero();
                    assertThat(json(traced).at("/passedOver").size()).as(path).isZero();
                }
            }
            var select = "{'sql':'SELECT email FROM app.person'}";
            assertThat(code(server.post("archives/1/query", select, server.operator)))
                    .isEqualTo("403 access.role-too-low");
            assertThat(code(server.get("archives/1/export", server.operator))).isEqualTo("403 access.role-too-low");
            var read = server.post("archives/1/query", select, server.admin);
            assertThat(read.body()).contains("mia@example.org");
            var restored = server.post("archives/1/restore", "{'reason':'a mistake'}", server.admin);
            assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
            assertThat(server.one("SELECT string_agg(id::text, ' ' ORDER BY id) FROM app.login"))
                    .isEqualTo("1 2 3");
            assertThat(server.one("SELECT person_id FROM app.invoice WHERE id = 1"))
                    .isEqualTo(PersonServer.KEY);
        }
    }

    private static HttpResponse<String> keyed(PersonServer server, String key) {
        return server.live.send(
                "POST",
                "/api/v1/erasures",
                request -> request.method(
                                "POST",
                                BodyPublishers.ofString(SOUGHT.replace("}", ",'reason':'request 118'}")
                                        .replace('\'', '"')))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .header("Authorization", "Bearer " + server.operator));
    }

    private static ReceiptSigner signer(KeyPair keys) {
        return ReceiptSigner.of(keys.getPublic(), message -> {
            try {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(keys.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException impossible) {
                throw new AssertionError(impossible);
            }
        });
    }
}
