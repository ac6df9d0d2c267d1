package dev.coppice.server;

import static dev.coppice.server.SettingsHost.ACME;
import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.BEN;
import static dev.coppice.server.SettingsHost.ROOT;
import static dev.coppice.server.SettingsHost.code;
import static dev.coppice.server.SettingsHost.etag;
import static dev.coppice.server.SettingsHost.json;
import static dev.coppice.server.SettingsHost.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What administrators do with definitions, allow list and fragments, one at a time. */
@PostgresTest(Isolation.DATABASE)
class SettingsRowsTest {
    @Test
    void definition_is_made_shown_changed_and_removed(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var made = host.post("definitions", "{'name':'theme','schema':{'type':'object'}}");
            var path = made.headers().firstValue("Location").orElseThrow();
            var row = json(made);

            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(etag(made)).contains("\"1\"");
            assertThat(path).isEqualTo(ROOT + "definitions/" + row.get("id").asString());
            assertThat(row.get("schema")).hasToString("{\"type\":\"object\"}");
            path = path.substring(ROOT.length());

            assertThat(code(host.post("definitions", "{'name':'theme'}"))).isEqualTo("409 settings.duplicate");
            assertThat(json(host.get(path, host.admin))).isEqualTo(row);

            var bare = json(host.send("PATCH", path, "{'schema':null}", host.admin));
            assertThat(bare.get("schema").isNull()).isTrue();
            assertThat(bare.get("version").asInt()).isEqualTo(2);
            assertThat(code(host.send("PATCH", path, "{}", host.admin))).isEqualTo("400 request.invalid");

            assertThat(json(host.delete(path, host.admin)).get("name").asString())
                    .isEqualTo("theme");
            assertThat(code(host.get(path, host.admin))).isEqualTo("404 settings.definition-not-found");
            assertThat(code(host.delete(path, host.admin))).isEqualTo("404 settings.definition-not-found");
        }
    }

    @Test
    void entry_of_a_name_nobody_has_defined_is_not_found(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            assertThat(code(host.post("allow-list", "{'name':'theme','scopeType':'user'}")))
                    .isEqualTo("404 settings.definition-not-found");

            host.allow("theme", "user");

            assertThat(code(host.post("allow-list", "{'name':'theme','scopeType':'planet'}")))
                    .isEqualTo("400 settings.unknown-scope");
            assertThat(code(host.post("allow-list", "{'name':'theme','scopeType':'user'}")))
                    .isEqualTo("409 settings.duplicate");
        }
    }

    @Test
    void rank_of_an_entry_is_a_number_or_next_or_its_scopes(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "domain");
            var row = json(host.post("allow-list", "{'name':'theme','scopeType':'user','rank':'next'}"));
            var path = "allow-list/" + row.get("id").asString();
            assertThat(ranks(row)).containsExactly("300", "300");

            assertThat(ranks(patched(host, path, "{'rank':5}"))).containsExactly("5", "5");
            assertThat(ranks(patched(host, path, "{'rank':null}"))).containsExactly("null", "300");
            assertThat(ranks(patched(host, path, "{'rank':'next'}"))).containsExactly("400", "400");
            for (var bad : List.of("{'rank':1.5}", "{'rank':'first'}", "{'rank':1000000001}", "{'rank':[1]}")) {
                assertThat(code(host.send("PATCH", path, bad, host.admin))).isEqualTo("400 settings.bad-rank");
            }
            assertThat(code(host.send("PATCH", path, "{}", host.admin))).isEqualTo("400 request.invalid");
        }
    }

    @Test
    void fragment_is_made_only_where_the_allow_list_has_it(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var atUser = "{'name':'theme','scope':{'type':'user','id':'" + ANA + "'},'value':{'dark':true}}";

            var made = host.post("fragments", atUser);

            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(json(made).get("scope")).hasToString("{\"type\":\"user\",\"id\":\"" + ANA + "\"}");
            assertThat(json(made).get("ownRank").isNull()).isTrue();
            assertThat(code(host.post("fragments", atUser))).isEqualTo("409 settings.duplicate");
            assertThat(code(host.post(
                            "fragments", "{'name':'theme','scope':{'type':'domain','id':'" + ACME + "'},'value':{}}")))
                    .isEqualTo("403 settings.not-allow-listed");
            assertThat(code(host.post("fragments", "{'name':'other','scope':{'type':'public'},'value':{}}")))
                    .isEqualTo("404 settings.definition-not-found");
        }
    }

    @Test
    void stale_writes_are_refused_and_fresh_ones_are_not(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public");
            var path = "fragments/"
                    + host.set("theme", "public", "{'a':1}").get("id").asString();

            var first = host.send("PATCH", path, "{'value':{'a':2}}", with(host.admin, "If-Match", "\"1\""));
            var late = host.send("PATCH", path, "{'value':{'a':3}}", with(host.admin, "If-Match", "\"1\""));

            assertThat(etag(first)).contains("\"2\"");
            assertThat(code(late)).isEqualTo("412 settings.stale-version");
            assertThat(field(late, "title").asString()).isEqualTo("Precondition Failed");
            for (var never : List.of("W/\"2\"", "\"two\"", "\"0\"", "\"-1\"")) {
                assertThat(code(host.send("PATCH", path, "{'value':{}}", with(host.admin, "If-Match", never))))
                        .as(never)
                        .isEqualTo("412 settings.stale-version");
            }
            for (var none : List.of("2", "\"2\", \"3\"", "\"2")) {
                assertThat(code(host.send("PATCH", path, "{'value':{}}", with(host.admin, "If-Match", none))))
                        .as(none)
                        .isEqualTo("400 request.invalid");
            }
            assertThat(code(host.server.send("DELETE", ROOT + path, with(host.admin, "If-Match", "\"1\""))))
                    .isEqualTo("412 settings.stale-version");
            assertThat(json(host.get(path, host.admin)).get("value")).hasToString("{\"a\":2}");
            assertThat(host.send("PATCH", path, "{'value':{}}", with(host.admin, "If-Match", "*"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(host.server
                            .send("DELETE", ROOT + path, with(host.admin, "If-Match", "\"3\""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void row_the_caller_has_already_is_not_sent_again(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public");
            var path = ROOT + "fragments/"
                    + host.set("theme", "public", "{}").get("id").asString();

            var same = host.server.get(path, with(host.admin, "If-None-Match", "\"7\", \"1\""));
            var other = host.server.get(path, with(host.admin, "If-None-Match", "\"2\""));

            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(etag(same)).contains("\"1\"");
            assertThat(other.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void removing_a_definition_takes_entries_and_fragments_along(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public");
            var fragment = host.set("theme", "public", "{}").get("id").asString();
            var definition = found(host, "definitions", "{}").getFirst();

            assertThat(host.delete("definitions/" + definition.get("id").asString(), host.admin)
                            .statusCode())
                    .isEqualTo(200);

            assertThat(found(host, "allow-list", "{}")).isEmpty();
            assertThat(code(host.get("fragments/" + fragment, host.admin)))
                    .isEqualTo("404 settings.fragment-not-found");
        }
    }

    @Test
    void search_nests_filters_sorts_and_walks_both_ways(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            for (var name : List.of("a_1", "a%2", "b-3", "B-4", "c-5")) {
                host.allow(name, "public", "user");
            }
            assertThat(names(host, "{'filter':{'name':{'contains':'%'}}}")).containsExactly("a%2");
            assertThat(names(host, "{'filter':{'name':{'startsWithIgnoreCase':'b'}},'order':['-name']}"))
                    .containsExactlyInAnyOrder("B-4", "b-3");
            assertThat(names(
                            host,
                            "{'filter':{'or':[{'name':{'eq':'c-5'}},{'and':[{'name':{'startsWith':'a'}},"
                                    + "{'not':{'name':{'endsWith':'2'}}}]}]}}"))
                    .containsExactlyInAnyOrder("a_1", "c-5");
            assertThat(names(host, "{'filter':{'createdAt':{'gt':'2999-01-01T00:00:00Z'}}}"))
                    .isEmpty();
            assertThat(names(host, "{'names':['b-3','c-5']}")).containsExactly("b-3", "c-5");

            var walked = new ArrayList<String>();
            var page = json(host.post("definitions/search", "{'page':{'first':2},'total':true,'order':['createdAt']}"));
            assertThat(page.get("total").asInt()).isEqualTo(5);
            assertThat(page.get("previous").isNull()).isTrue();
            while (true) {
                page.get("items").forEach(item -> walked.add(item.get("name").asString()));
                if (page.get("next").isNull()) {
                    break;
                }
                page = json(host.post(
                        "definitions/search",
                        "{'page':{'first':2,'after':'" + page.get("next").asString() + "'},'order':['createdAt']}"));
                assertThat(page.has("total")).isFalse();
            }
            assertThat(walked).containsExactly("a_1", "a%2", "b-3", "B-4", "c-5");
            var back = json(host.post(
                    "definitions/search",
                    "{'page':{'last':2,'before':'" + page.get("previous").asString() + "'},'order':['createdAt']}"));
            assertThat(back.get("items")
                            .valueStream()
                            .map(item -> item.get("name").asString()))
                    .containsExactly("b-3", "B-4");
        }
    }

    @Test
    void search_of_entries_and_fragments_knows_their_scopes(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            host.set("theme", "public", "{}");
            host.set("theme", "user:" + ANA, "{}");

            assertThat(found(
                            host,
                            "allow-list",
                            "{'filter':{'scopeType':{'in':['user']}},'order':['scopeType','-rank']}"))
                    .hasSize(1);
            assertThat(found(
                            host, "fragments", "{'filter':{'scopeType':{'eq':'user'},'scopeId':{'eq':'" + ANA + "'}}}"))
                    .hasSize(1);
            assertThat(found(host, "fragments", "{'filter':{'rank':{'isNull':true}},'order':['-updatedAt']}"))
                    .hasSize(2);
        }
    }

    @Test
    void searches_that_cannot_be_are_refused(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            assertThat(code(host.post("definitions/search", "{'filter':{'colour':{'eq':'red'}}}")))
                    .isEqualTo("400 request.malformed");
            assertThat(code(host.post("definitions/search", "{'order':['colour']}")))
                    .isEqualTo("400 request.invalid");
            assertThat(code(host.post("definitions/search", "{'page':{'after':'x'}}")))
                    .isEqualTo("400 search.page-without-size");
            assertThat(code(host.post("definitions/search", "{'page':{'first':2,'last':2}}")))
                    .isEqualTo("400 search.mixed-page");
            assertThat(code(host.post("definitions/search", "{'page':{'first':2,'after':'nonsense'}}")))
                    .startsWith("400 search.");
            assertThat(code(host.post("definitions/search", "{'page':{'first':0}}")))
                    .isEqualTo("400 search.page-size");
            assertThat(code(host.post("definitions/search", "{'filter':{'scopeType':{'eq':'user'}}}")))
                    .startsWith("400 search.");
            assertThat(code(host.post("allow-list/search", "{'names':['nobody']}")))
                    .isEqualTo("404 settings.definition-not-found");
            assertThat(code(host.post(
                            "definitions/search", "{'filter':" + "{'not':".repeat(11) + "{}" + "}".repeat(11) + "}")))
                    .isEqualTo("400 search.filter-too-deep");
        }
    }

    @Test
    void acts_are_audited_by_name_and_never_by_value(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var fragment = host.set("theme", "user:" + ANA, "{'secret':'4711'}")
                    .get("id")
                    .asString();
            host.send("PATCH", "fragments/" + fragment, "{'value':{'secret':'4712'}}", host.admin);
            host.delete("fragments/" + fragment, host.admin);
            host.delete("fragments/" + UUID.randomUUID(), host.admin);

            assertThat(host.audited())
                    .containsExactly(
                            "test admin setting-definition.created setting theme",
                            "test admin setting-entry.created setting theme at user",
                            "test admin setting-fragment.upserted settings {\"done\": 1, \"failed\": 0, \"subjects\": "
                                    + "[\"setting theme at user:" + ANA + "\"]}",
                            "test admin setting-fragment.changed setting theme at user:" + ANA,
                            "test admin setting-fragment.deleted setting theme at user:" + ANA);
        }
    }

    @Test
    void ranks_and_what_went_along_are_audited(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user", "domain");
            host.allow("quota", "domain");
            host.set("theme", "user:" + ANA, "{}");
            host.set("theme", "user:" + BEN, "{}");
            host.set("quota", "domain:" + ACME, "{}");
            var fragment = host.set("theme", "domain:" + ACME, "{}").get("id").asString();
            var rows = found(host, "allow-list", "{'filter':{'name':{'eq':'theme'}},'order':['scopeType']}");
            var user = "allow-list/" + rows.get(1).get("id").asString();
            int before = host.audited().size();

            patched(host, user, "{'rank':7}");
            patched(host, user, "{'rank':null}");
            patched(host, "fragments/" + fragment, "{'rank':9,'value':{}}");
            assertThat(host.send("PATCH", "fragments/" + fragment, "{}", host.admin)
                            .statusCode())
                    .isEqualTo(400);
            host.post(
                    "allow-list/update-all",
                    "{'items':[{'id':'" + rows.get(0).get("id").asString() + "','rank':8}]}");
            host.delete(user, host.admin);
            host.post("definitions/delete-each", deleted(host, "theme", "quota"));

            assertThat(host.audited().subList(before, host.audited().size()))
                    .containsExactly(
                            "test admin setting-entry.changed setting theme at user {\"rank\": 7}",
                            "test admin setting-entry.changed setting theme at user {\"rank\": null}",
                            "test admin setting-fragment.changed setting theme at domain:" + ACME + " {\"rank\": 9}",
                            "test admin setting-entry.changed settings {\"done\": 1, \"ranks\": [8], \"failed\": 0,"
                                    + " \"subjects\": [\"setting theme at domain\"]}",
                            "test admin setting-entry.deleted setting theme at user {\"fragments\": 2}",
                            "test admin setting-definition.deleted settings {\"done\": 2, \"failed\": 1, \"entries\": 2,"
                                    + " \"subjects\": [\"setting theme\", \"setting quota\"], \"fragments\": 2}");
        }
    }

    @Test
    void reason_in_the_header_is_kept_with_the_act(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var token = host.admin;
            for (var bad : List.of("x".repeat(501), "a\tb")) {
                assertThat(SettingsHost.code(host.send("POST", "definitions", "{'name':'theme'}", reason(token, bad))))
                        .isEqualTo("400 request.invalid");
            }
            assertThat(host.audited()).isEmpty();

            host.send("POST", "definitions", "{'name':'theme'}", reason(token, "x".repeat(500)));
            host.send("POST", "definitions/upsert-each", "{'items':[{'name':'quota'}]}", reason(token, "asked for"));

            var reasons = host.server.write(
                    db -> db.fetch("SELECT reason FROM coppice.audit WHERE action LIKE 'setting-%' ORDER BY seq")
                            .getValues(0, String.class));
            assertThat(reasons).containsExactly("x".repeat(500), "asked for");
        }
    }

    @Test
    void pages_have_five_hundred_rows_at_most(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            for (var way : List.of("first", "last", "limit")) {
                assertThat(host.post("definitions/search", "{'page':{'" + way + "':500}}")
                                .statusCode())
                        .isEqualTo(200);
                var beyond = host.post("definitions/search", "{'page':{'" + way + "':501}}");
                assertThat(SettingsHost.code(beyond)).isEqualTo("400 request.invalid");
                assertThat(beyond.body()).contains("The page is larger than 500 rows.");
            }
            var scoped = "{'scope':{'type':'user','id':'" + ANA + "'},'page':{'first':501}}";
            assertThat(SettingsHost.code(host.post("fragments/scoped/search", scoped)))
                    .isEqualTo("400 request.invalid");
        }
    }

    private static Consumer<HttpRequest.Builder> reason(String token, String reason) {
        return SettingsHost.with(token, "Coppice-Reason", reason);
    }

    /** Settings by their names, and one that is not there. */
    private static String deleted(SettingsHost host, String... names) {
        var ids = Stream.of(names)
                .map(name -> found(host, "definitions", "{'filter':{'name':{'eq':'" + name + "'}}}")
                        .getFirst()
                        .get("id")
                        .asString());
        return Stream.concat(ids, Stream.of(UUID.randomUUID().toString()))
                .map(id -> "{'id':'" + id + "'}")
                .collect(Collectors.joining(",", "{'items':[", "]}"));
    }

    private static JsonNode field(java.net.http.HttpResponse<String> answer, String field) {
        return new tools.jackson.databind.json.JsonMapper()
                .readTree(answer.body())
                .get(field);
    }

    private static JsonNode patched(SettingsHost host, String path, String body) {
        return SettingsHost.json(host.send("PATCH", path, body, host.admin));
    }

    private static List<String> ranks(JsonNode entry) {
        return List.of(entry.get("ownRank").toString(), entry.get("rank").toString());
    }

    private static List<String> names(SettingsHost host, String search) {
        return found(host, "definitions", search).stream()
                .map(row -> row.get("name").asString())
                .toList();
    }

    private static List<JsonNode> found(SettingsHost host, String path, String search) {
        return SettingsHost.json(host.post(path + "/search", search))
                .get("items")
                .valueStream()
                .toList();
    }
}
