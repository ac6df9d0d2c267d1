package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.PageRequest;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.Settings;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(PostgresTest.Isolation.DATABASE)
class SettingsPagesTest {
    private static final String ANA = "00000000-0000-0000-0000-00000000000a";

    private final LiveServer server;
    private final Settings settings;
    private String session = "";

    SettingsPagesTest(TestDatabase database) {
        this.server = LiveServer.on(database);
        this.settings = Settings.on(database.dataSource());
    }

    @BeforeEach
    void logIn() {
        session = server.session(Role.ADMIN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void admins_find_the_pages_and_others_neither_link_nor_page() {
        assertThat(get("/").body()).contains("<a href=\"/settings\">Settings</a>");
        assertThat(get("/settings").body()).contains("No setting is defined.");
        session = server.session(Role.OPERATOR);

        assertThat(get("/").body()).doesNotContain("/settings");
        assertThat(get("/settings").statusCode()).isEqualTo(403);
        assertThat(get("/settings/setting?name=theme").statusCode()).isEqualTo(403);
        assertThat(post("define", Map.of("name", "theme")).statusCode()).isEqualTo(403);
        assertThat(settings.definitions().named("theme")).isEmpty();
    }

    @Test
    void a_setting_goes_from_its_definition_to_its_end_by_forms_alone() {
        assertThat(post("define", Map.of("name", "theme", "schema", "", "reason", "launch")))
                .returns(303, HttpResponse::statusCode)
                .extracting(answer -> answer.headers().firstValue("Location").orElseThrow())
                .isEqualTo("/settings/setting?name=theme");
        post("allow", Map.of("name", "theme", "scope-type", "public", "rank", "inherited"));
        post("allow", Map.of("name", "theme", "scope-type", "user", "rank", "next"));
        post("set", set("public", "", "{\"mode\": \"light\", \"hue\": 1.50}"));
        post("set", set("user", ANA, "{\"mode\": \"dark\"}"));

        var page = get("/settings/setting?name=theme&as-user=" + ANA).body();
        assertThat(text(page))
                .contains("public 100 user:" + ANA + " 200")
                .contains("hue 1.50 public 100 mode \"dark\" user:" + ANA + " 200")
                .contains("Removes what is set there: 1 fragment.");
        assertThat(text(get("/settings").body())).contains("theme public 100 user 200");
        var entry = settings.allowList().search(Search.everything(), first()).items();
        assertThat(post(
                                "rank",
                                Map.of(
                                        "name", "theme",
                                        "scope-type", "user",
                                        "id", entry.getLast().id().toString(),
                                        "version", "1",
                                        "rank", "-5"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(text(get("/settings/setting?name=theme&as-user=" + ANA).body()))
                .contains("mode \"light\" public 100");
        var definition = settings.definitions().named("theme").orElseThrow();
        var purge = Map.of("name", "theme", "id", definition.id().toString(), "version", "1");
        assertThat(post("purge", and(purge, "confirmed", "them")).body())
                .contains("The name typed to confirm is not that of the setting.");
        assertThat(post("purge", and(purge, "confirmed", "theme")).statusCode()).isEqualTo(303);

        assertThat(settings.definitions().named("theme")).isEmpty();
        var trail = server.write(db -> db.fetch("SELECT actor || ' ' || action || ' ' || subject || ' '"
                        + " || coalesce(reason, '-') FROM coppice.audit WHERE action LIKE 'setting-%' ORDER BY seq")
                .getValues(0, String.class));
        assertThat(trail)
                .hasToString("[ana setting-definition.created setting theme launch, "
                        + "ana setting-entry.created setting theme at public -, "
                        + "ana setting-entry.created setting theme at user -, "
                        + "ana setting-fragment.upserted setting theme at public -, "
                        + "ana setting-fragment.upserted setting theme at user:" + ANA + " -, "
                        + "ana setting-entry.changed setting theme at user -, "
                        + "ana setting-definition.deleted setting theme -]");
    }

    @Test
    void names_and_values_with_html_in_them_stay_text() {
        var name = "<img src=x onerror=alert(1)>\"'&/ä";
        settings.definitions().create(NewDefinition.named(name));
        settings.allowList().create(NewEntry.of(name, "public"));
        settings.fragments()
                .create(NewFragment.of(
                        name, Scope.PUBLIC, Document.parse("{\"</pre><script>alert(2)</script>\": \"<b>bold</b>\"}")));

        var list = get("/settings").body();
        var link = Pattern.compile("href=\"(/settings/setting\\?name=[^\"]+)\"").matcher(list);
        assertThat(link.find()).isTrue();
        var page = get(link.group(1).replace("&amp;", "&")).body();

        assertThat(list + page).doesNotContain("<img src=x", "<script>alert", "<b>bold");
        assertThat(page)
                .contains("&lt;script&gt;alert(2)&lt;/script&gt;")
                .contains("&lt;b&gt;bold&lt;/b&gt;")
                .contains("value=\"&lt;img src=x onerror=alert(1)>&#34;&#39;&amp;/ä\"");
    }

    @Test
    void who_is_refused_sees_the_reason_and_what_was_typed() {
        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "user"));

        var malformed = post("set", set("user", ANA, "{\"mode\": <}"));
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body())
                .contains("role=\"alert\"", "It is not well-formed JSON at line 1")
                .contains("{\"mode\": &lt;}", ANA);
        assertThat(post("set", set("user", "ana", "{}")).body()).contains("Its id is not one of type user.");
        assertThat(post("set", set("domain", ANA, "{}")).statusCode()).isEqualTo(403);
        assertThat(post("set", set("public", ANA, "{}")).body()).contains("must be left empty for public");
        assertThat(post("define", Map.of("name", "theme", "schema", "{\"type\":\"object\"}")))
                .returns(409, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("role=\"alert\"", "value=\"theme\"");
        assertThat(post("allow", Map.of("name", "theme", "scope-type", "public", "rank", "high"))
                        .body())
                .contains("The rank must be next, inherited or a whole number");
        assertThat(get("/settings/setting?name=theme&as-user=nobody").body())
                .contains("role=\"alert\"", "Its id is not one of type user.");
        assertThat(get("/settings/setting?name=unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void a_fragment_is_edited_and_removed_only_as_it_was_seen() {
        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "public"));
        var stored = settings.fragments().create(NewFragment.of("theme", Scope.PUBLIC, Document.parse("{\"n\":1}")));
        var edit = get("/settings/setting?name=theme&edit=" + stored.id()).body();
        assertThat(edit).contains("Takes the place of version 1; refused if somebody has changed it since.");
        settings.fragments().upsert(NewFragment.of("theme", Scope.PUBLIC, Document.parse("{\"n\":2}")));

        assertThat(post("set", and(set("public", "", "{\"n\":3}"), "version", "1"))
                        .statusCode())
                .isEqualTo(412);
        var unset = Map.of("name", "theme", "scope", "public", "id", stored.id().toString());
        assertThat(post("unset", and(unset, "version", "1")).statusCode()).isEqualTo(412);
        assertThat(post("unset", and(unset, "version", "2")).statusCode()).isEqualTo(303);
        assertThat(settings.fragments().find(stored.id())).isEmpty();
    }

    @Test
    void trail_keeps_what_was_done_whatever_a_form_says() {
        for (var name : List.of("theme", "quota")) {
            settings.definitions().create(NewDefinition.named(name));
            settings.allowList().create(NewEntry.of(name, "user"));
        }
        var theme = settings.definitions().named("theme").orElseThrow().id().toString();
        var search = Search.everything().names(List.of("theme"));
        var entry = settings.allowList()
                .search(search, first())
                .items()
                .getFirst()
                .id()
                .toString();
        var forged = Map.of("name", "quota", "scope-type", "domain", "scope", "domain:" + ANA);

        var upper = ANA.toUpperCase(Locale.ROOT);
        assertThat(post("set", set("user", upper, "{}")).statusCode()).isEqualTo(303);
        var fragment = settings.fragments()
                .search(search, first())
                .items()
                .getFirst()
                .id()
                .toString();
        assertThat(post("unset", and(forged, "id", fragment)).statusCode()).isEqualTo(303);
        assertThat(post("set", set("user", upper, "{}")).statusCode()).isEqualTo(303);
        assertThat(post("schema", and(forged, "id", theme)).statusCode()).isEqualTo(303);
        assertThat(post("rank", and(and(forged, "id", entry), "rank", "7")).statusCode())
                .isEqualTo(303);
        assertThat(post("disallow", and(forged, "id", entry)).statusCode()).isEqualTo(303);
        assertThat(post("purge", and(and(forged, "id", theme), "confirmed", "quota"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(settings.definitions().named("theme")).isPresent();
        assertThat(post("purge", and(and(forged, "id", theme), "confirmed", "theme"))
                        .statusCode())
                .isEqualTo(303);

        var trail = server.write(db -> db.fetch("SELECT concat_ws(' ', action, subject, after_state)"
                        + " FROM coppice.audit WHERE action LIKE 'setting-%' ORDER BY seq")
                .getValues(0, String.class));
        assertThat(trail)
                .containsExactly(
                        "setting-fragment.upserted setting theme at user:" + ANA,
                        "setting-fragment.deleted setting theme at user:" + ANA,
                        "setting-fragment.upserted setting theme at user:" + ANA,
                        "setting-definition.changed setting theme",
                        "setting-entry.changed setting theme at user {\"rank\": 7}",
                        "setting-entry.deleted setting theme at user {\"fragments\": 1}",
                        "setting-definition.deleted setting theme {\"entries\": 0, \"fragments\": 0}");
    }

    @Test
    void largest_value_goes_back_as_its_page_shows_it() {
        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "public"));
        var deepest = "{\"a\":".repeat(30) + "[" + "{\"\":1},".repeat(9_300) + "{}]" + "}".repeat(30);
        var stored = settings.fragments().create(NewFragment.of("theme", Scope.PUBLIC, Document.parse(deepest)));
        var page = get("/settings/setting?name=theme&edit=" + stored.id()).body();
        var area = Pattern.compile("(?s)<textarea id=\"set-value\"[^>]*>(.*?)</textarea>")
                .matcher(page);
        assertThat(area.find()).isTrue();
        var shown = area.group(1).replace("&#34;", "\"").replace("\n", "\r\n");

        assertThat(post("set", set("public", "", shown)).statusCode()).isEqualTo(303);
        assertThat(post("define", Map.of("name", "other", "schema", "[" + shown))
                        .statusCode())
                .isEqualTo(400);
        var theme = settings.definitions().named("theme").orElseThrow().id().toString();
        assertThat(post("schema", Map.of("name", "theme", "id", theme, "schema", "[" + shown))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void control_characters_in_a_form_are_its_senders_mistake() {
        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "public"));
        var good = Map.of("name", "theme", "scope-type", "public", "value", "{}");
        for (var word : List.of("define", "schema", "purge", "allow", "rank", "disallow", "set", "unset")) {
            var form = and(
                    good,
                    "id",
                    settings.definitions().named("theme").orElseThrow().id().toString());
            for (var field : List.of("reason", "name", "scope-type", "scope-id", "confirmed", "id")) {
                assertThat(post(word, and(form, field, "a\u0000b")).statusCode())
                        .as(word + " " + field)
                        .isBetween(300, 499);
            }
            assertThat(post(word, and(form, "reason", "a\u0000b")).statusCode())
                    .as(word)
                    .isEqualTo(400);
            assertThat(post(word, and(form, "reason", "x".repeat(501))).body())
                    .as(word)
                    .contains("The reason must have 1 to 500 characters");
        }
        assertThat(settings.definitions().named("theme")).isPresent();
    }

    @Test
    void fragments_are_paged_and_definitions_searched() {
        settings.definitions()
                .createAll(IntStream.range(0, 51)
                        .mapToObj(i -> NewDefinition.named("s%02d".formatted(i)))
                        .toList());
        settings.allowList().create(NewEntry.of("s00", "user"));
        settings.fragments()
                .createAll(IntStream.range(0, 21)
                        .mapToObj(i -> NewFragment.of(
                                "s00",
                                Scope.of("user", "00000000-0000-0000-0000-0000000000%02d".formatted(i)),
                                Document.EMPTY))
                        .toList());

        assertThat(get("/settings").body()).contains(">s49<").doesNotContain(">s50<");
        assertThat(get(next(get("/settings").body())).body()).contains(">s50<").doesNotContain("Next page");
        assertThat(get("/settings?like=S50").body()).contains(">s50<").doesNotContain(">s49<");
        var page = get("/settings/setting?name=s00").body();
        assertThat(page).contains("21 fragments", "-000000000019").doesNotContain("-000000000020");
        assertThat(get(next(page)).body()).contains("-000000000020").doesNotContain("-000000000019");
    }

    private static PageRequest first() {
        return PageRequest.first(10);
    }

    private static Map<String, String> set(String type, String id, String value) {
        return Map.of("name", "theme", "scope-type", type, "scope-id", id, "value", value, "rank", "");
    }

    private static Map<String, String> and(Map<String, String> fields, String name, String value) {
        var more = new HashMap<>(fields);
        more.put(name, value);
        return more;
    }

    private static String next(String page) {
        var link = Pattern.compile("<a href=\"([^\"]+)\">Next page").matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1).replace("&amp;", "&").replaceAll("#.*", "");
    }

    /** What a reader sees, its blanks drawn together. */
    private static String text(String page) {
        return page.replaceAll("(?s)<(details|form)\\b", " <$1")
                .replaceAll("<[^>]+>", " ")
                .replace("&#34;", "\"")
                .replaceAll("\\s+", " ");
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, LiveServer.cookie(session));
    }

    private HttpResponse<String> post(String word, Map<String, String> fields) {
        var field = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"").matcher(get("/").body());
        assertThat(field.find()).isTrue();
        return server.form(
                "/settings/" + word,
                and(fields, "form-token", field.group(1)),
                LiveServer.cookie(session).andThen(request -> request.header("Sec-Fetch-Site", "same-origin")));
    }
}
