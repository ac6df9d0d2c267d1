package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign has archived, over HTTP. */
@PostgresTest(Isolation.DATABASE)
class ArchiveRoutesTest {
    private static final String WHY = "{'reason':'a test'}";

    private final TestDatabase database;
    private PruningServer server;

    @TempDir
    Path folder;

    ArchiveRoutesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void prune() {
        PruningServer.open(database);
        server = PruningServer.archiving(database, folder);
        var pruned = json(server.post("policies/closed-carts/prune", WHY, server.operator));
        assertThat(pruned.at("/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(pruned.at("/archive/location").asString()).startsWith("file:");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_archive_is_listed_shown_and_verified() throws IOException {
        var listed = json(server.get("archives?policy=closed-carts", server.viewer));
        assertThat(listed.at("/items/0/rows/shop.cart").asLong()).isEqualTo(300);
        assertThat(json(server.get("archives/1", server.viewer))).isEqualTo(listed.at("/items/0"));
        assertThat(code(server.get("archives/2", server.viewer))).isEqualTo("404 archive.not-found");

        var whole = json(server.post("archives/1/verify", "{}", server.viewer));
        assertThat(whole.at("/ok").asBoolean()).isTrue();
        assertThat(whole.at("/rows/shop.line").asLong()).isEqualTo(600);
        assertThat(code(server.post("archives/2/verify", "{}", server.viewer)))
                .isEqualTo("404 archive.unknown-campaign");

        damage();
        assertThat(json(server.post("archives/1/verify", "{}", server.viewer))
                        .at("/ok")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void rows_of_an_archive_are_for_operators() {
        var sql = "{'sql':'SELECT count(*) AS n FROM shop.cart'}";
        var counted = json(server.post("archives/1/query", sql, server.operator));
        assertThat(counted.at("/columns/0").asString()).isEqualTo("n");
        assertThat(counted.at("/rows/0/0").asLong()).isEqualTo(300);
        assertThat(code(server.post("archives/1/query", sql, server.viewer))).isEqualTo("403 access.role-too-low");
        assertThat(code(server.post("archives/1/query", "{'sql':'DROP TABLE shop.cart'}", server.operator)))
                .isEqualTo("400 archive.query-refused");
        assertThat(code(server.post("archives/1/query", "{'sql':'SELECT 1','limit':10001}", server.operator)))
                .isEqualTo("400 request.invalid");
        assertThat(code(server.post("archives/1/query", "{'sql':'SELECT 1','time':'31s'}", server.operator)))
                .isEqualTo("400 request.invalid");

        assertThat(server.get("archives/1/export", server.operator).body())
                .startsWith("PK")
                .contains("shop.cart.parquet", "shop.line.parquet");
        assertThat(code(server.get("archives/1/export", server.viewer))).isEqualTo("403 access.role-too-low");
    }

    @Test
    void who_reads_archived_rows_is_in_the_trail_without_their_values() {
        server.post("archives/1/query", "{'sql':'SELECT note FROM shop.cart WHERE id = 17'}", server.operator);
        server.post("archives/1/query", "{'sql':'SELECT nothing FROM shop.cart'}", server.operator);
        server.get("archives/1/export", server.operator);
        server.get("trace?table=shop.cart&key=17", server.viewer);
        server.get("trace?table=shop.cart&key=4", server.viewer);

        assertThat(server.one("SELECT string_agg(actor || ' ' || action || ' ' || (subject LIKE 'archive/campaign-1-%')"
                        + " || ' ' || (after_state - 'sha256'), E'\\n' ORDER BY seq) FROM coppice.audit"
                        + " WHERE action LIKE 'archive.%'"))
                .isEqualTo("""
                        test operator archive.queried true {"sql": "SELECT note FROM shop.cart WHERE id = ?", "more": false, "rows": 1}
                        test operator archive.exported true {"rows": 900}
                        test viewer archive.traced true {"rows": 1, "table": "shop.cart"}""");
    }

    @Test
    void head_of_an_export_is_refused_and_makes_nothing() {
        var head = server.live.send("HEAD", "/api/v1/archives/1/export", LiveServer.bearer(server.operator));

        assertThat(head.statusCode()).isEqualTo(405);
        assertThat(head.headers().firstValue("Allow")).contains("GET");
        assertThat(head.body()).isEmpty();
        assertThat(server.one("SELECT count(*) FROM coppice.audit WHERE action = 'archive.exported'"))
                .isEqualTo("0");
    }

    @Test
    void no_row_leaves_for_somebody_who_cannot_be_entered_in_the_trail() {
        database.execute("ALTER TABLE coppice.audit RENAME TO audit_elsewhere");

        for (var answer : List.of(
                server.post("archives/1/query", "{'sql':'SELECT note FROM shop.cart'}", server.operator),
                server.get("archives/1/export", server.operator),
                server.get("trace?table=shop.cart&key=17", server.viewer))) {
            assertThat(code(answer)).isEqualTo("503 server.schema-missing");
        }
    }

    @Test
    void an_answer_beyond_sixteen_mebibytes_is_refused() {
        assertThat(code(server.post(
                        "archives/1/query",
                        "{'sql':'SELECT repeat(note, 6000000) FROM shop.cart LIMIT 2'}",
                        server.operator)))
                .isEqualTo("409 archive.query-too-large");
        assertThat(server.acts()).doesNotContain("archive.queried");
    }

    @Test
    void rows_come_back_by_an_admin_and_a_conflict_stops_that_before_anything_is_written() {
        var one = "{'tables':['shop.cart'],'key':['1'],'reason':'asked for'}";
        var plan = json(server.post("archives/1/restore-plan", one, server.operator));
        assertThat(plan.at("/dryRun").asBoolean()).isTrue();
        assertThat(plan.at("/restored/shop.cart").asLong()).isEqualTo(1);
        assertThat(server.one("SELECT count(*) FROM shop.cart")).isEqualTo("100");

        assertThat(code(server.post("archives/1/restore", one, server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("archives/1/restore", one, server.admin))
                        .at("/restored/shop.cart")
                        .asLong())
                .isEqualTo(1);
        assertThat(server.trail()).contains("test admin restore.").contains(": asked for");

        database.execute("UPDATE shop.cart SET note = 'mine' WHERE id = 1");
        assertThat(code(server.post("archives/1/restore", one, server.admin))).isEqualTo("409 restore.conflict");
        assertThat(server.one("SELECT note FROM shop.cart WHERE id = 1")).isEqualTo("mine");
        var all = json(server.post("archives/1/restore", WHY, server.admin));
        assertThat(all.at("/stopped").asString()).isEqualTo("restore.conflict");
        assertThat(all.at("/restored/shop.cart").asLong()).isBetween(1L, 298L);
        assertThat(json(server.post("archives/1/restore", "{'onConflict':'skip','reason':'x'}", server.admin))
                        .at("/restored/shop.cart")
                        .asLong())
                .isEqualTo(299);
    }

    @Test
    void a_condition_runs_with_the_servers_rights_and_is_an_admins() {
        var some = "{'tables':['shop.cart'],'where':'id < 4','reason':'x'}";
        assertThat(code(server.post("archives/1/restore-plan", some, server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("archives/1/restore-plan", some, server.admin))
                        .at("/restored/shop.cart")
                        .asLong())
                .isEqualTo(3);
        for (var wrong : new String[] {
            "{'where':'true','reason':'x'}",
            "{'tables':['shop.cart'],'where':'true','key':['1'],'reason':'x'}",
            "{'tables':['cart'],'reason':'x'}",
            "{'onConflict':'perhaps','reason':'x'}"
        }) {
            assertThat(code(server.post("archives/1/restore", wrong, server.admin)))
                    .as(wrong)
                    .isEqualTo("400 request.invalid");
        }
    }

    @Test
    void waste_is_shown_and_removed_in_the_stores_of_campaigns_alone() {
        var nothing = json(server.get("archive-waste", server.viewer));
        assertThat(nothing.at("/bytes").asLong()).isZero();
        assertThat(nothing.at("/items/0/store").asString()).startsWith("file:");
        assertThat(code(server.get("archive-waste?store=file:/etc", server.viewer)))
                .isEqualTo("404 store.not-found");
        assertThat(code(server.post("archive-waste/collect", WHY, server.operator)))
                .isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("archive-waste/collect", WHY, server.admin))
                        .at("/executed")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void waste_that_was_removed_is_told_of_when_the_next_store_fails() {
        server.post("policies/closed-carts/prune", WHY, server.operator);
        database.execute("UPDATE coppice.campaign SET archive_location = 'nowhere:x' WHERE id = 2");

        var answer = server.post("archive-waste/collect", WHY, server.admin);

        assertThat(answer.body()).contains("Stores cleaned: 1 of 2.").doesNotContain("othing was changed");
        assertThat(json(answer).at("/effect").asString()).isEqualTo("committed");
    }

    @Test
    void a_lost_manifest_is_written_again() throws IOException {
        for (var file : files("manifest")) {
            Files.delete(file);
        }
        assertThat(code(server.post("archives/1/repair", WHY, server.operator))).isEqualTo("403 access.role-too-low");
        assertThat(json(server.post("archives/1/repair", WHY, server.admin))
                        .at("/written")
                        .asBoolean())
                .isTrue();
        assertThat(json(server.post("archives/1/verify", "{}", server.viewer))
                        .at("/ok")
                        .asBoolean())
                .isTrue();
        assertThat(server.trail()).endsWith(": a test").contains("archive");
    }

    private void damage() throws IOException {
        for (var file : files("shop.line")) {
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    }

    private List<Path> files(String part) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).contains(part))
                    .toList();
        }
    }
}
