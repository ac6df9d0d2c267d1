package dev.coppice.server;

import static dev.coppice.server.SettingsHost.ACME;
import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.BEN;
import static dev.coppice.server.SettingsHost.OTHER;
import static dev.coppice.server.SettingsHost.ROOT;
import static dev.coppice.server.SettingsHost.code;
import static dev.coppice.server.SettingsHost.etag;
import static dev.coppice.server.SettingsHost.json;
import static dev.coppice.server.SettingsHost.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people see: merged, tagged, and theirs alone. */
@PostgresTest(Isolation.DATABASE)
class MergedSettingsTest {
    @Test
    void everybody_sees_public_and_each_sees_its_own(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "domain", "user");
            host.set("theme", "public", "{'a':1,'b':{'x':1,'y':[1,2]}}");
            host.set("theme", "domain:" + ACME, "{'b':{'x':2},'c':null}");
            host.set("theme", "user:" + ANA, "{'b':{'y':[3]}}");

            assertThat(values(host.server.get(ROOT + "public?name=theme")))
                    .containsExactly("{\"a\":1,\"b\":{\"x\":1,\"y\":[1,2]}}");
            assertThat(values(host.get("my?name=theme&name=gone&name=theme", host.member(ANA, ACME))))
                    .containsExactly(
                            "{\"a\":1,\"b\":{\"x\":2,\"y\":[3]},\"c\":null}",
                            "{}",
                            "{\"a\":1,\"b\":{\"x\":2,\"y\":[3]},\"c\":null}");
            assertThat(values(host.get("my?name=theme", host.member(BEN, OTHER))))
                    .containsExactly("{\"a\":1,\"b\":{\"x\":1,\"y\":[1,2]}}");
            assertThat(values(host.get("of?scope=user:" + ANA + "&name=theme", host.admin)))
                    .containsExactly("{\"a\":1,\"b\":{\"x\":1,\"y\":[3]}}");
            assertThat(values(host.get("of?scope=user:" + ANA + "&scope=domain:" + ACME + "&name=theme", host.admin)))
                    .containsExactly("{\"a\":1,\"b\":{\"x\":2,\"y\":[3]},\"c\":null}");
        }
    }

    @Test
    void origins_say_which_scope_gave_which_key(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            host.set("theme", "public", "{'a':1,'b':{'x':1}}");
            host.set("theme", "user:" + ANA, "{'b':{'x':2}}");
            var ana = host.member(ANA, ACME);

            var item = json(host.get("my?name=theme&origins=true", ana))
                    .get("items")
                    .get(0);

            assertThat(item.get("origins"))
                    .hasToString("[{\"pointer\":\"/a\",\"scope\":{\"type\":\"public\",\"id\":null},\"rank\":100},"
                            + "{\"pointer\":\"/b/x\",\"scope\":{\"type\":\"user\",\"id\":\"" + ANA
                            + "\"},\"rank\":300}]");
            assertThat(json(host.get("my?name=theme&origins=false", ana))
                            .get("items")
                            .get(0)
                            .has("origins"))
                    .isFalse();
        }
    }

    @Test
    void answer_the_caller_has_is_not_sent_again_until_a_value_changes(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            host.set("theme", "public", "{'a':1}");
            var path = ROOT + "public?name=theme";
            var first = host.server.get(path);
            var tag = etag(first).orElseThrow();

            var same = host.server.get(path, request -> request.header("If-None-Match", tag));
            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(etag(same)).contains(tag);
            assertThat(first.headers().firstValue("Cache-Control")).contains("public, max-age=0, must-revalidate");

            host.set("theme", "user:" + ANA, "{'a':2}");
            assertThat(host.server
                            .get(path, request -> request.header("If-None-Match", "W/" + tag))
                            .statusCode())
                    .isEqualTo(304);

            host.set("theme", "public", "{'a':3}");
            var changed = host.server.get(path, request -> request.header("If-None-Match", tag));
            assertThat(changed.statusCode()).isEqualTo(200);
            assertThat(values(changed)).containsExactly("{\"a\":3}");
            assertThat(etag(changed)).isNotEqualTo(etag(first));
        }
    }

    @Test
    void own_settings_are_kept_by_no_shared_cache(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var ana = host.member(ANA, ACME);
            var mine = host.get("my?name=theme", ana);

            assertThat(mine.headers().firstValue("Cache-Control")).contains("private, no-cache");
            assertThat(mine.headers().firstValue("Vary")).contains("Authorization, Cookie");
            assertThat(host.server
                            .get(
                                    ROOT + "my?name=theme",
                                    with(ana, "If-None-Match", etag(mine).orElseThrow()))
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void tag_of_an_answer_with_origins_changes_when_a_key_moves(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            host.set("theme", "public", "{'a':1}");
            var ana = host.member(ANA, ACME);
            var before = host.get("my?name=theme&origins=true", ana);
            var bare = host.get("my?name=theme", ana);

            host.set("theme", "user:" + ANA, "{'a':1}");

            assertThat(host.server
                            .get(
                                    ROOT + "my?name=theme&origins=true",
                                    with(ana, "If-None-Match", etag(before).orElseThrow()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(etag(host.get("my?name=theme", ana))).isEqualTo(etag(bare));
        }
    }

    @Test
    void every_write_is_seen_by_this_node_at_once(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            var ana = host.member(ANA, ACME);
            for (int i = 0; i < 20; i++) {
                var body = "{'items':[{'name':'theme','value':{'i':" + i + "}}]}";
                assertThat(host.send("POST", "fragments/my/upsert-all", body, ana)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(values(host.get("my?name=theme", ana))).containsExactly("{\"i\":" + i + "}");
            }
            host.send("POST", "fragments/my/delete-all", "{'names':['theme']}", ana);
            assertThat(values(host.get("my?name=theme", ana))).containsExactly("{}");
        }
    }

    @Test
    void write_is_seen_by_other_nodes_soon(TestDatabase database) {
        try (var host = SettingsHost.on(database);
                var other = LiveServer.on(database)) {
            host.allow("theme", "public");
            host.set("theme", "public", "{'a':1}");
            assertThat(values(other.get(ROOT + "public?name=theme"))).containsExactly("{\"a\":1}");

            host.set("theme", "public", "{'a':2}");

            Waiting.until(() -> values(other.get(ROOT + "public?name=theme")).equals(List.of("{\"a\":2}")));
        }
    }

    @Test
    void reads_that_cannot_be_are_refused(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var ana = host.member(ANA, ACME);
            var hundred = IntStream.range(0, 100).mapToObj(i -> "name=n" + i).collect(Collectors.joining("&"));

            assertThat(code(host.get("my", ana))).isEqualTo("400 settings.no-names");
            assertThat(code(host.server.get(ROOT + "public"))).isEqualTo("400 settings.no-names");
            assertThat(host.server.get(ROOT + "public?" + hundred).statusCode()).isEqualTo(200);
            assertThat(code(host.server.get(ROOT + "public?name=more&" + hundred)))
                    .isEqualTo("400 settings.too-many-names");
            assertThat(code(host.get("my?name=", ana))).isEqualTo("400 settings.bad-name");
            assertThat(code(host.get("my?name=theme&origins=maybe", ana))).isEqualTo("400 request.invalid");
            assertThat(code(host.get("of?name=theme", host.admin))).isEqualTo("400 settings.bad-scope-id");
            for (var bad : List.of("user", "user:", ":x", "public", "public:x")) {
                assertThat(code(host.get("of?name=theme&scope=" + bad, host.admin)))
                        .as(bad)
                        .isEqualTo("400 settings.bad-scope-id");
            }
            assertThat(code(host.get("of?name=theme&scope=user:4711", host.admin)))
                    .isEqualTo("400 settings.bad-scope-id");
            assertThat(code(host.get("of?name=theme&scope=planet:4711", host.admin)))
                    .isEqualTo("400 settings.unknown-scope");
            assertThat(code(host.get("of?name=t&scope=user:" + ANA + "&scope=user:" + BEN, host.admin)))
                    .isEqualTo("400 settings.bad-scope-id");
        }
    }

    @Test
    void hundred_names_of_any_length_fit_into_an_address(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var names = IntStream.range(100, 200)
                    .mapToObj(i -> "name=" + "n".repeat(125) + i)
                    .collect(Collectors.joining("&"));

            assertThat(values(host.server.get(ROOT + "public?" + names))).hasSize(100);
        }
    }

    @Test
    void identity_is_that_of_the_credential_whatever_the_request_says(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "domain", "user");
            host.set("theme", "user:" + BEN, "{'ben':true}");
            host.set("theme", "domain:" + OTHER, "{'other':true}");
            var ana = host.member(ANA, ACME);

            var asked = host.server.get(
                    ROOT + "my?name=theme&scope=user:" + BEN + "&user=" + BEN + "&domain=" + OTHER + "&scope=domain:"
                            + OTHER,
                    with(ana, "X-User", BEN)
                            .andThen(request -> request.header("X-Scope", "user:" + BEN)
                                    .header("X-Forwarded-User", BEN)
                                    .header("Cookie", "user=" + BEN)));
            var anonymous = host.server.get(ROOT + "public?name=theme&scope=user:" + BEN, LiveServer.bearer(ana));

            assertThat(values(asked)).containsExactly("{}");
            assertThat(values(anonymous)).containsExactly("{}");
            assertThat(host.get("of?name=theme&scope=user:" + ANA, ana).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void chain_of_scopes_is_shown_to_members(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            assertThat(json(host.get("scopes", host.member(ANA, ACME))).get("items"))
                    .hasToString("[{\"type\":\"public\",\"idType\":null,\"rank\":100},"
                            + "{\"type\":\"domain\",\"idType\":\"uuid\",\"rank\":200},"
                            + "{\"type\":\"user\",\"idType\":\"uuid\",\"rank\":300}]");
        }
    }

    private static List<String> values(HttpResponse<String> answer) {
        return json(answer)
                .get("items")
                .valueStream()
                .map(item -> item.get("value").toString())
                .toList();
    }
}
