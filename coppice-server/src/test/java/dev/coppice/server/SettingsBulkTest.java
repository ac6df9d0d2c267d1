package dev.coppice.server;

import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.code;
import static dev.coppice.server.SettingsHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both families of bulk writes, as administrators call them. */
@PostgresTest(Isolation.DATABASE)
class SettingsBulkTest {
    private static final String NOBODY = UUID.randomUUID().toString();

    @Test
    void each_answers_for_every_item_and_all_names_the_one_to_blame(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var items = "{'items':[{'name':'a'},{'name':''},{'name':'b','schema':7},{'name':'a'},{'name':'c'}]}";

            var each = json(host.post("definitions/create-each", items));
            var all = host.post("definitions/create-all", "{'items':[{'name':'d'},{'name':'a'}]}");
            var unreadable = host.post("definitions/create-all", "{'items':[{'name':'d'},{'name':'e','schema':7}]}");

            assertThat(names(each)).containsExactly("a", "c");
            assertThat(failures(each))
                    .containsExactly("1 settings.bad-name", "2 settings.bad-json b", "3 settings.duplicate a");
            assertThat(code(all)).isEqualTo("409 settings.duplicate");
            assertThat(problem(all).get("index").asInt()).isEqualTo(1);
            assertThat(problem(all).get("detail").asString())
                    .startsWith("The batch was refused. Item 2 of 2: ")
                    .contains(" No item was written. ");
            assertThat(code(unreadable)).isEqualTo("400 settings.bad-json");
            assertThat(problem(unreadable).get("index").asInt()).isEqualTo(1);
            assertThat(count(host, "definitions")).isEqualTo(2);
        }
    }

    @Test
    void the_only_item_of_a_batch_is_told_as_itself(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var items = "{'items':[{'name':'nobody-has-defined-it','scope':{'type':'public'},'value':{}}]}";

            var refused = host.post("fragments/upsert-all", items);

            assertThat(code(refused)).isEqualTo("404 settings.definition-not-found");
            assertThat(problem(refused).get("detail").asString())
                    .doesNotContain("batch")
                    .doesNotContain("of 1");
        }
    }

    @Test
    void definitions_are_changed_upserted_and_removed_in_both_families(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var rows = json(host.post("definitions/create-all", "{'items':[{'name':'a'},{'name':'b'}]}"))
                    .get("items");
            var a = rows.get(0).get("id").asString();
            var b = rows.get(1).get("id").asString();

            var each = json(host.post(
                    "definitions/update-each",
                    "{'items':[{'id':'" + a + "','schema':{}},{'id':'" + b + "','version':9,'schema':{}},{'id':'"
                            + NOBODY + "','schema':{}},{'id':'" + a + "'}]}"));
            assertThat(failures(each))
                    .containsExactly(
                            "1 settings.stale-version " + b,
                            "2 settings.definition-not-found " + NOBODY,
                            "3 request.invalid " + a);
            var all = host.post(
                    "definitions/update-all",
                    "{'items':[{'id':'" + a + "','schema':null},{'id':'" + b + "','version':9,'schema':{}}]}");
            assertThat(code(all)).isEqualTo("412 settings.stale-version");
            assertThat(problem(all).get("index").asInt()).isEqualTo(1);

            assertThat(names(json(
                            host.post("definitions/upsert-each", "{'items':[{'name':'a','schema':{}},{'name':'c'}]}"))))
                    .containsExactly("a", "c");
            assertThat(names(json(host.post("definitions/upsert-all", "{'items':[{'name':'c'},{'name':'d'}]}"))))
                    .containsExactly("c", "d");

            assertThat(code(host.post("definitions/delete-all", ids(a, NOBODY))))
                    .isEqualTo("404 settings.definition-not-found");
            assertThat(failures(json(host.post("definitions/delete-each", ids(a, NOBODY, a)))))
                    .containsExactly(
                            "1 settings.definition-not-found " + NOBODY, "2 settings.definition-not-found " + a);
            assertThat(names(json(host.post("definitions/delete-all", ids(b))))).containsExactly("b");
        }
    }

    @Test
    void entries_are_written_in_both_families(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme");

            var made = json(host.post(
                    "allow-list/create-each",
                    "{'items':[{'name':'theme','scopeType':'user'},{'name':'gone','scopeType':'user'},"
                            + "{'name':'theme','scopeType':'domain','rank':'next'}]}"));
            assertThat(failures(made)).containsExactly("1 settings.definition-not-found gone");
            var user = made.get("items").get(0).get("id").asString();
            assertThat(made.get("items").get(1).get("rank").asInt()).isEqualTo(400);

            assertThat(json(host.post("allow-list/update-all", "{'items':[{'id':'" + user + "','rank':7}]}"))
                            .get("items")
                            .get(0)
                            .get("rank")
                            .asInt())
                    .isEqualTo(7);
            assertThat(failures(json(
                            host.post("allow-list/update-each", "{'items':[{'id':'" + user + "','rank':'seven'}]}"))))
                    .containsExactly("0 settings.bad-rank " + user);
            assertThat(json(host.post(
                                    "allow-list/upsert-all",
                                    "{'items':[{'name':'theme','scopeType':'user','rank':null}]}"))
                            .get("items")
                            .get(0)
                            .get("ownRank")
                            .isNull())
                    .isTrue();
            assertThat(code(host.post("allow-list/create-all", "{'items':[{'name':'theme','scopeType':'user'}]}")))
                    .isEqualTo("409 settings.duplicate");
            assertThat(failures(json(
                            host.post("allow-list/upsert-each", "{'items':[{'name':'theme','scopeType':'planet'}]}"))))
                    .containsExactly("0 settings.unknown-scope theme");
            assertThat(names(json(host.post("allow-list/delete-each", ids(user)))))
                    .containsExactly("theme");
            assertThat(code(host.post("allow-list/delete-all", ids(user)))).isEqualTo("404 settings.entry-not-found");
        }
    }

    @Test
    void fragments_are_written_in_both_families(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");

            var made = json(host.post(
                    "fragments/create-each",
                    "{'items':[" + fragment("theme", "{'type':'public'}", "{}") + ","
                            + fragment("theme", "{'type':'domain','id':'" + ANA + "'}", "{}") + ","
                            + fragment("theme", "{'type':'user'}", "{}") + ","
                            + fragment("theme", "{'type':'user','id':'x'}", "{}") + ","
                            + fragment("theme", "{'type':'user','id':'" + ANA + "'}", "[]") + "]}"));
            assertThat(failures(made))
                    .containsExactly(
                            "1 settings.not-allow-listed theme",
                            "2 settings.bad-scope-id theme",
                            "3 settings.bad-scope-id theme",
                            "4 settings.bad-json theme");
            var id = made.get("items").get(0).get("id").asString();

            assertThat(json(host.post(
                                    "fragments/update-each",
                                    "{'items':[{'id':'" + id + "','version':1,'rank':'next','value':{'a':1}}]}"))
                            .get("items")
                            .get(0)
                            .get("ownRank")
                            .asInt())
                    .isEqualTo(400);
            var refused = host.post(
                    "fragments/upsert-all",
                    "{'items':[" + fragment("theme", "{'type':'public'}", "{'a':2}") + ","
                            + fragment("gone", "{'type':'public'}", "{}") + "]}");
            assertThat(code(refused)).isEqualTo("404 settings.definition-not-found");
            assertThat(json(host.get("fragments/" + id, host.admin)).get("value"))
                    .hasToString("{\"a\":1}");
            assertThat(names(json(host.post(
                            "fragments/upsert-each",
                            "{'items':[" + fragment("theme", "{'type':'public'}", "{}") + "]}"))))
                    .containsExactly("theme");
            assertThat(code(host.post("fragments/update-all", "{'items':[{'id':'" + NOBODY + "','value':{}}]}")))
                    .isEqualTo("404 settings.fragment-not-found");
            assertThat(code(host.post(
                            "fragments/create-all",
                            "{'items':[" + fragment("theme", "{'type':'public'}", "{}") + "]}")))
                    .isEqualTo("409 settings.duplicate");
            assertThat(failures(json(host.post("fragments/delete-each", ids(NOBODY, id)))))
                    .containsExactly("0 settings.fragment-not-found " + NOBODY);
            assertThat(code(host.post("fragments/delete-all", ids(id)))).isEqualTo("404 settings.fragment-not-found");
        }
    }

    @Test
    void bulk_bodies_may_be_larger_than_others_but_not_without_bound(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var text = "x".repeat(60_000);
            var items = IntStream.range(0, 100)
                    .mapToObj(i ->
                            fragment("theme", "{'type':'user','id':'" + new UUID(0, i) + "'}", "{'t':'" + text + "'}"))
                    .collect(Collectors.joining(","));

            var large = host.post("fragments/upsert-all", "{'items':[" + items + "]}");
            var beyond = host.post("fragments/upsert-all", "{'items':['" + "x".repeat(8 * 1024 * 1024) + "']}");

            assertThat(json(large).get("items")).hasSize(100);
            assertThat(beyond.statusCode()).isEqualTo(413);
            assertThat(beyond.body()).contains("Its body is larger than 8192 KiB.");
        }
    }

    @Test
    void bulk_calls_without_items_are_refused(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            for (var sort : List.of("definitions", "allow-list", "fragments")) {
                for (var verb : List.of("create", "update", "upsert", "delete")) {
                    for (var family : List.of("all", "each")) {
                        var path = sort + "/" + verb + "-" + family;
                        assertThat(code(host.post(path, "{'items':[]}")))
                                .as(path)
                                .isEqualTo("400 request.invalid");
                        assertThat(code(host.post(path, "{}"))).as(path).isEqualTo("400 request.invalid");
                        assertThat(code(host.post(path, "{'items':[null]}")))
                                .as(path)
                                .isEqualTo("400 request.malformed");
                    }
                }
            }
        }
    }

    @Test
    void batch_has_ten_thousand_items_at_most(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var id = "{'id':'" + NOBODY + "'}";
            var ids = (id + ",").repeat(10_000) + id;

            for (var path : List.of("definitions/delete-all", "fragments/delete-each", "allow-list/delete-each")) {
                var beyond = host.post(path, "{'items':[" + ids + "]}");
                assertThat(code(beyond)).as(path).isEqualTo("400 request.invalid");
                assertThat(problem(beyond).get("detail").asString())
                        .contains("It has 10001 \"items\", the limit is 10000.");
            }
        }
    }

    @Test
    void few_items_of_a_batch_mean_a_row_again(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            var row = fragment("theme", "{'type':'public'}", "{}");
            var id = json(host.post("fragments/upsert-all", "{'items':[" + row + "]}"))
                    .get("items")
                    .get(0)
                    .get("id")
                    .asString();
            var other = fragment("theme", "{'type':'user','id':'" + ANA + "'}", "{}");

            var each = json(host.post("fragments/upsert-each", "{'items':[" + (row + ",").repeat(102) + other + "]}"));
            assertThat(each.get("items")).hasSize(102);
            assertThat(failures(each)).containsExactly("101 request.invalid theme");
            for (var refused : List.of(
                    host.post("fragments/upsert-all", "{'items':[" + (row + ",").repeat(102) + other + "]}"),
                    host.post("fragments/update-all", changes(id)),
                    host.post("definitions/create-all", "{'items':[" + "{'name':'a'},".repeat(102) + "{}]}"),
                    host.post("fragments/scoped/upsert-all", scoped()))) {
                assertThat(code(refused)).isEqualTo("400 request.invalid");
                assertThat(problem(refused).get("index").asInt()).isEqualTo(101);
                assertThat(refused.body()).contains("More than 100 items mean a row that an item before them means.");
            }
            assertThat(failures(json(host.post("fragments/update-each", changes(id)))))
                    .containsExactly("101 request.invalid " + id);
            assertThat(failures(
                            json(host.post("fragments/delete-each", changes(id).replace(",'value':{}", "")))))
                    .hasSize(101)
                    .startsWith("1 settings.fragment-not-found " + id)
                    .endsWith("101 request.invalid " + id);
        }
    }

    @Test
    void what_is_made_has_no_version_before(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public");
            var versioned = "{'name':'theme','scope':{'type':'public'},'value':{},'version':1}";

            var all = host.post("fragments/create-all", "{'items':[" + versioned + "]}");

            assertThat(code(host.post("fragments", versioned))).isEqualTo("400 request.invalid");
            assertThat(code(all)).isEqualTo("400 request.invalid");
            assertThat(problem(all).get("index").asInt()).isZero();
            assertThat(failures(json(host.post("fragments/create-each", "{'items':[" + versioned + "]}"))))
                    .containsExactly("0 request.invalid theme");
            assertThat(failures(json(host.post("fragments/upsert-each", "{'items':[" + versioned + "]}"))))
                    .containsExactly("0 settings.stale-version theme");
        }
    }

    /** A hundred and two changes of one row. */
    private static String changes(String id) {
        var change = "{'id':'" + id + "','value':{}}";
        return "{'items':[" + (change + ",").repeat(101) + change + "]}";
    }

    private static String scoped() {
        var item = "{'name':'theme','value':{}}";
        return "{'scope':{'type':'user','id':'" + ANA + "'},'items':[" + (item + ",").repeat(101) + item + "]}";
    }

    private static String fragment(String name, String scope, String value) {
        return "{'name':'" + name + "','scope':" + scope + ",'value':" + value + "}";
    }

    private static String ids(String... ids) {
        return List.of(ids).stream()
                .map(id -> "{'id':'" + id + "'}")
                .collect(Collectors.joining(",", "{'items':[", "]}"));
    }

    private static List<String> names(JsonNode outcome) {
        return outcome.get("items")
                .valueStream()
                .map(row -> row.get("name").asString())
                .toList();
    }

    static List<String> failures(JsonNode outcome) {
        return outcome.get("failed")
                .valueStream()
                .map(failed -> (failed.get("index").asInt() + " "
                                + failed.get("code").asString() + " "
                                + failed.path("name").asString("")
                                + failed.path("id").asString(""))
                        .strip())
                .toList();
    }

    private static JsonNode problem(HttpResponse<String> answer) {
        return new JsonMapper().readTree(answer.body());
    }

    private static int count(SettingsHost host, String sort) {
        return json(host.post(sort + "/search", "{'total':true}")).get("total").asInt();
    }
}
