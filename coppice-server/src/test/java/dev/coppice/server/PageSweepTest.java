package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is stored or asked stays text, on every page there is: one that is new in the route table must be named here. */
@PostgresTest(Isolation.DATABASE)
class PageSweepTest {
    private static final String ENCODED = URLEncoder.encode(ScriptedServer.SCRIPT, StandardCharsets.UTF_8);
    private static final String RESOURCE = "?kind=graph&id=" + ENCODED;
    private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");
    private static final String NAMED = "?name=" + ENCODED;

    /** How each page is asked, by its template. */
    private static final Map<String, List<String>> PAGES = Map.ofEntries(
            Map.entry("/", List.of("")),
            Map.entry("/overview/numbers", List.of("")),
            Map.entry("/login/{link}", List.of("/login/" + ENCODED.replace("+", "%20"))),
            Map.entry(
                    "/resources",
                    List.of("", "?tier=" + ENCODED, "?owner=" + ENCODED, "?kind=" + ENCODED, "?next=" + ENCODED)),
            Map.entry("/resources/resource", List.of(RESOURCE, "?kind=" + ENCODED + "&id=" + ENCODED)),
            Map.entry("/resources/look", List.of(RESOURCE)),
            Map.entry("/resources/deprovision", List.of(RESOURCE, RESOURCE + "&without-backup=" + ENCODED)),
            Map.entry("/teardowns", List.of("", "?next=99", "?next=" + ENCODED)),
            Map.entry(
                    "/teardowns/{id}",
                    List.of("/teardowns/1", "/teardowns/2", "/teardowns/2?verify=true", "/teardowns/3")),
            Map.entry("/teardowns/{id}/live", List.of("/teardowns/2/live")),
            Map.entry("/teardowns/{id}/acts", List.of("/teardowns/3/acts")),
            Map.entry("/teardowns/{id}/certificate", List.of("/teardowns/2/certificate")),
            Map.entry("/backups", List.of("", "?kind=" + ENCODED, "?day=" + ENCODED, "?next=" + ENCODED)),
            Map.entry("/backups/{id}", List.of("/backups/1", "/backups/" + ENCODED)),
            Map.entry("/backups/{id}/restore", List.of("/backups/1/restore")),
            Map.entry("/backups/{id}/download", List.of("/backups/1/download")),
            Map.entry("/certificates", List.of("", "?next=" + ENCODED)),
            Map.entry("/brakes", List.of("", "?next=0", "?next=" + ENCODED)),
            Map.entry(
                    "/audit",
                    List.of(
                            "",
                            "?actor=" + ENCODED,
                            "?action=" + ENCODED + "&subject=" + ENCODED,
                            "?since=" + ENCODED,
                            "?verify=true")),
            Map.entry("/settings", List.of("", "?like=" + ENCODED)),
            Map.entry("/settings/setting", List.of(NAMED, NAMED + "&as-user=" + ENCODED, NAMED + "&edit=" + ENCODED)),
            Map.entry("/policies", List.of("")),
            Map.entry("/policies/policy", List.of(NAMED, "?name=" + ENCODED + "x")),
            Map.entry("/policies/plan", List.of(NAMED)),
            Map.entry("/campaigns", List.of("", "?policy=" + ENCODED, "?next=" + ENCODED)),
            Map.entry("/campaigns/{id}", List.of("/campaigns/1", "/campaigns/2", "/campaigns/" + ENCODED)),
            Map.entry("/campaigns/{id}/live", List.of("/campaigns/1/live")),
            Map.entry("/campaigns/{id}/acts", List.of("/campaigns/2/acts")),
            Map.entry("/archives", List.of("", "?next=" + ENCODED)),
            Map.entry("/archives/{id}", List.of("/archives/1")),
            Map.entry(
                    "/archives/{id}/restore",
                    List.of(
                            "/archives/1/restore?on-conflict=fail",
                            "/archives/1/restore?where=" + ENCODED + "&into=" + ENCODED,
                            "/archives/1/restore?table=" + ENCODED)),
            Map.entry("/erasures", List.of("", "?next=" + ENCODED, "?next=9")),
            Map.entry("/erasures/{id}", List.of("/erasures/1", "/erasures/" + ENCODED)),
            Map.entry("/erasures/{id}/receipt", List.of("/erasures/1/receipt")),
            Map.entry("/trace", List.of("", "?table=" + ENCODED + "&key=" + ENCODED)),
            Map.entry("/doctor", List.of("", "?policy=" + ENCODED)),
            Map.entry("/jobs", List.of("")));

    @Test
    void a_script_stays_text_on_every_page_and_a_viewer_is_offered_no_act(TestDatabase database, @TempDir Path folder)
            throws Exception {
        try (var live = ScriptedServer.on(database, folder)) {
            var admin = new ConsoleSession(live, Role.ADMIN);
            var table = new JsonMapper().readTree(admin.get("/api/v1/routes").body());
            var asked = table.get("items")
                    .valueStream()
                    .filter(row -> row.get("method").asString().equals("GET"))
                    .flatMap(row -> addresses(row.get("path").asString()))
                    .toList();
            assertThat(asked).hasSizeGreaterThan(80);
            var viewer = new ConsoleSession(live, Role.VIEWER);
            for (var address : asked) {
                requireText(address, admin.get(address));
                requireNoActs(address, viewer.get(address));
            }
            var answer = admin.send(
                    "/archives/1/query", "sql", "SELECT * FROM app.\"" + ScriptedServer.NAME + "\" ORDER BY 1");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            requireText("an archive's rows", answer);
        }
    }

    private static Stream<String> addresses(String template) {
        if (template.startsWith("/api/")
                || template.startsWith("/assets/")
                || template.startsWith("/health/")
                || template.equals("/metrics")) {
            return template.contains("{") || template.endsWith("/events") ? Stream.of() : Stream.of(template);
        }
        assertThat(PAGES).as("every page is swept").containsKey(template);
        return PAGES.getOrDefault(template, List.of()).stream()
                .map(address -> address.startsWith("/") ? address : template + address);
    }

    /** Logging out and lists that are searched are anybody's. */
    private static void requireNoActs(String address, HttpResponse<String> answer) {
        var forms = FORM.matcher(answer.body()).results().map(form -> form.group(1));
        assertThat(forms).as(address).allMatch(action -> action.equals("/logout") || address.startsWith("/login/"));
        assertThat(answer.body()).as(address).doesNotContain("name=\"reason\"");
    }

    /** What a browser draws has no script of ours in it; what it does not draw is declared as what it is. */
    private static void requireText(String address, HttpResponse<String> answer) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(answer.statusCode()).as(address + "\n" + answer.body()).isLessThan(500);
        assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                .as(address)
                .hasValue("nosniff");
        if (Stream.of("text/html", "text/event-stream", "image/svg+xml").anyMatch(type::startsWith)) {
            assertThat(answer.body()).as(address).doesNotContain("<img src=x", "<script>alert");
        }
    }
}
