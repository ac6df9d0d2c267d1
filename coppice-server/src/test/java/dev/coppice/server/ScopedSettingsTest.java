package dev.coppice.server;

import static dev.coppice.server.SettingsBulkTest.failures;
import static dev.coppice.server.SettingsHost.ACME;
import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.BEN;
import static dev.coppice.server.SettingsHost.OTHER;
import static dev.coppice.server.SettingsHost.code;
import static dev.coppice.server.SettingsHost.json;
import static dev.coppice.server.SettingsHost.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Settings;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What scopes say, written by those they belong to. */
@PostgresTest(Isolation.DATABASE)
class ScopedSettingsTest {
    private static final String DOMAIN = "{'type':'domain','id':'" + ACME + "'}";

    @Test
    void my_fragments_are_those_of_the_tokens_narrowest_scope(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            host.allow("quota", "domain");
            var ana = host.member(ANA, ACME);
            var ben = host.member(BEN, ACME);

            var each = json(host.send(
                    "POST",
                    "fragments/my/upsert-each",
                    "{'items':[{'name':'theme','value':{'dark':true}},{'name':'quota','value':{}},"
                            + "{'name':'gone','value':{}},{'name':'theme','value':{},'version':9}]}",
                    ana));

            assertThat(each.get("items").get(0).get("scope")).hasToString("{\"type\":\"user\",\"id\":\"" + ANA + "\"}");
            assertThat(failures(each))
                    .containsExactly(
                            "1 settings.not-allow-listed quota",
                            "2 settings.definition-not-found gone",
                            "3 settings.stale-version theme");
            assertThat(mine(host, ana, "'quota','theme','theme'"))
                    .containsExactly("null", "{\"dark\":true}", "{\"dark\":true}");
            assertThat(mine(host, ben, "'theme'")).containsExactly("null");
            assertThat(code(host.send(
                            "POST",
                            "fragments/my/upsert-all",
                            "{'items':[{'name':'theme','value':{'dark':false}},{'name':'quota','value':{}}]}",
                            ana)))
                    .isEqualTo("403 settings.not-allow-listed");
            assertThat(mine(host, ana, "'theme'")).containsExactly("{\"dark\":true}");
            var refused = host.send("POST", "fragments/my/delete-all", "{'names':['theme','quota']}", ana);
            assertThat(code(refused)).isEqualTo("404 settings.fragment-not-found");
            assertThat(refused.body()).contains("\"index\":1", "Item 2 of 2: ");
            assertThat(failures(json(
                            host.send("POST", "fragments/my/delete-each", "{'names':['theme','theme','quota']}", ana))))
                    .containsExactly("1 settings.fragment-not-found theme", "2 settings.fragment-not-found quota");
            assertThat(mine(host, ana, "'theme'")).containsExactly("null");
        }
    }

    @Test
    void one_call_names_a_hundred_settings_at_most(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var names = "'names':[" + "'theme',".repeat(100) + "'theme']";
            for (var path : List.of("by-names", "delete-all", "delete-each")) {
                assertThat(code(host.send("POST", "fragments/my/" + path, "{" + names + "}", host.member(ANA, ACME))))
                        .as(path)
                        .isEqualTo("400 settings.too-many-names");
                assertThat(code(host.post("fragments/scoped/" + path, "{'scope':" + DOMAIN + "," + names + "}")))
                        .as(path)
                        .isEqualTo("400 settings.too-many-names");
            }
        }
    }

    @Test
    void where_public_is_the_only_scope_nothing_is_anybodys_own(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var ana = host.member(ANA, ACME);
            Settings.on(database.dataSource()).scopes().declare(new ScopeChain(100, List.of()));
            host.allow("theme", "public");
            var id = host.set("theme", "public", "{}").get("id").asString();

            assertThat(code(host.get("fragments/" + id, ana))).isEqualTo("404 settings.fragment-not-found");
            assertThat(code(host.delete("fragments/" + id, ana))).isEqualTo("404 settings.fragment-not-found");
            assertThat(code(host.send("POST", "fragments/my/by-names", "{'names':['theme']}", ana)))
                    .isEqualTo("403 settings.no-scope");
        }
    }

    @Test
    void owners_never_set_ranks_and_cannot_say_whose_it_is(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var ana = host.member(ANA, ACME);
            var manager = host.manager(ANA, ACME);

            var ranked = host.send(
                    "POST", "fragments/my/upsert-all", "{'items':[{'name':'theme','value':{},'rank':9}]}", ana);
            var foreign = host.send(
                    "POST",
                    "fragments/my/upsert-all",
                    "{'scope':{'type':'user','id':'" + BEN + "'},'items':[{'name':'theme','value':{}}]}",
                    ana);

            assertThat(code(ranked)).isEqualTo("400 request.malformed");
            assertThat(ranked.body()).contains("unknown key \\\"items[0].rank\\\".");
            assertThat(code(foreign)).isEqualTo("400 request.malformed");
            assertThat(code(host.send(
                            "POST",
                            "fragments/scoped/upsert-each",
                            "{'scope':" + DOMAIN + ",'items':[{'name':'theme','value':{},'rank':9}]}",
                            manager)))
                    .isEqualTo("400 request.malformed");
        }
    }

    @Test
    void scope_is_read_and_written_by_its_manager_and_by_admins_alone(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "domain");
            var manager = host.manager(ANA, ACME);
            var upper = "{'type':'domain','id':'" + ACME.toUpperCase(Locale.ROOT) + "'}";

            var set = host.send(
                    "POST",
                    "fragments/scoped/upsert-all",
                    "{'scope':" + upper + ",'items':[{'name':'theme','value':{'a':1}}]}",
                    manager);
            assertThat(json(set).get("items").get(0).get("scope").get("id").asString())
                    .isEqualTo(ACME);

            var bodies = List.of(
                    "by-names,'names':['theme']",
                    "search",
                    "upsert-all,'items':[{'name':'theme','value':{}}]",
                    "upsert-each,'items':[{'name':'theme','value':{}}]",
                    "delete-each,'names':['nothing']",
                    "delete-all,'names':['theme']");
            for (var one : bodies) {
                var path = "fragments/scoped/" + one.replaceFirst(",.*", "");
                var rest = one.contains(",") ? one.replaceFirst("[^,]*", "") : "";
                assertThat(code(host.send("POST", path, "{'scope':" + DOMAIN + rest + "}", host.member(ANA, ACME))))
                        .as(path + " by a member that does not manage it")
                        .isEqualTo("403 settings.not-yours");
                assertThat(code(host.send("POST", path, "{'scope':" + DOMAIN + rest + "}", host.manager(BEN, OTHER))))
                        .as(path + " by the manager of another")
                        .isEqualTo("403 settings.not-yours");
                assertThat(code(host.send("POST", path, "{'scope':{'type':'public'}" + rest + "}", manager)))
                        .as(path + " of public")
                        .isEqualTo("403 settings.not-yours");
                assertThat(host.send("POST", path, "{'scope':" + DOMAIN + rest + "}", manager)
                                .statusCode())
                        .as(path + " by its manager")
                        .isEqualTo(200);
            }
            assertThat(host.post(
                                    "fragments/scoped/upsert-all",
                                    "{'scope':{'type':'public'},'items':[{'name':'theme','value':{}}]}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void scoped_reads_answer_position_by_position_and_page(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            for (var name : List.of("a", "b", "c")) {
                host.allow(name, "domain");
                host.set(name, "domain:" + ACME, "{'n':'" + name + "'}");
                host.set(name, "domain:" + OTHER, "{}");
            }
            var manager = host.manager(ANA, ACME);

            var byNames = json(host.send(
                    "POST",
                    "fragments/scoped/by-names",
                    "{'scope':" + DOMAIN + ",'names':['c','nothing','a','c']}",
                    manager));
            var page = json(host.send(
                    "POST",
                    "fragments/scoped/search",
                    "{'scope':" + DOMAIN + ",'filter':{'name':{'ne':'b'}},'order':['-name'],'total':true}",
                    manager));

            assertThat(byNames.get("items")
                            .valueStream()
                            .map(item -> item.path("name").asString("null")))
                    .containsExactly("c", "null", "a", "c");
            assertThat(page.get("items")
                            .valueStream()
                            .map(item -> item.get("name").asString()))
                    .containsExactly("c", "a");
            assertThat(page.get("total").asInt()).isEqualTo(2);
            assertThat(code(host.send(
                            "POST", "fragments/scoped/search", "{'scope':" + DOMAIN + ",'names':['gone']}", manager)))
                    .isEqualTo("404 settings.definition-not-found");
        }
    }

    @Test
    void fragments_of_others_are_not_there_for_a_member(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "domain", "user");
            var own = id(host.set("theme", "user:" + ANA, "{}"));
            var foreign = id(host.set("theme", "user:" + BEN, "{}"));
            var domain = id(host.set("theme", "domain:" + ACME, "{}"));
            var shared = id(host.set("theme", "public", "{}"));
            var ana = host.member(ANA, ACME);
            var nobody = UUID.randomUUID().toString();

            assertThat(host.get("fragments/" + own, ana).statusCode()).isEqualTo(200);
            var missing = host.get("fragments/" + nobody, ana);
            for (var hidden : List.of(foreign, domain, shared, "4711")) {
                assertThat(host.get("fragments/" + hidden, ana).body()).isEqualTo(missing.body());
                assertThat(host.delete("fragments/" + hidden, ana).body()).isEqualTo(missing.body());
                assertThat(host.server
                                .send(
                                        "DELETE",
                                        SettingsHost.ROOT + "fragments/" + hidden,
                                        with(ana, "If-Match", "\"7\""))
                                .body())
                        .isEqualTo(missing.body());
            }
            assertThat(code(missing)).isEqualTo("404 settings.fragment-not-found");

            var each = json(host.send(
                    "POST",
                    "fragments/delete-each",
                    "{'items':[{'id':'" + foreign + "'},{'id':'" + own + "'},{'id':'" + nobody + "'},{}]}",
                    ana));
            assertThat(failures(each))
                    .containsExactly(
                            "0 settings.fragment-not-found " + foreign,
                            "2 settings.fragment-not-found " + nobody,
                            "3 request.invalid");
            assertThat(each.get("failed").get(0).get("message"))
                    .isEqualTo(each.get("failed").get(1).get("message"));
            assertThat(host.get("fragments/" + foreign, host.admin).statusCode())
                    .isEqualTo(200);
            assertThat(host.get("fragments/" + own, host.admin).statusCode()).isEqualTo(404);
            assertThat(host.delete("fragments/" + domain, host.manager(ANA, ACME))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void member_removes_many_of_its_own_at_once(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var ids = new java.util.ArrayList<String>();
            for (int i = 0; i < 105; i++) {
                host.allow("s" + i, "user");
                ids.add("{'id':'" + id(host.set("s" + i, "user:" + ANA, "{}")) + "'}");
            }

            var each = json(host.send(
                    "POST",
                    "fragments/delete-each",
                    "{'items':[" + String.join(",", ids) + "]}",
                    host.member(ANA, ACME)));

            assertThat(each.get("items")).hasSize(105);
            assertThat(each.get("failed")).isEmpty();
        }
    }

    @Test
    void token_of_a_wide_scope_alone_reads_it_and_writes_it_only_as_its_manager(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "domain");
            var inside = host.server
                    .issue(Role.MEMBER, TokenScope.in(Scope.of("domain", ACME)))
                    .secret();
            var managing = host.server
                    .issue(Role.MEMBER, TokenScope.managing(Scope.of("domain", ACME)))
                    .secret();
            var none = host.server.token(Role.MEMBER);
            var body = "{'items':[{'name':'theme','value':{'a':1}}]}";

            assertThat(code(host.send("POST", "fragments/my/upsert-all", body, inside)))
                    .isEqualTo("403 settings.not-yours");
            assertThat(code(host.send("POST", "fragments/my/upsert-all", body, none)))
                    .isEqualTo("403 settings.no-scope");
            assertThat(host.send("POST", "fragments/my/upsert-all", body, managing)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(json(host.get("my?name=theme", inside))
                            .get("items")
                            .get(0)
                            .get("value"))
                    .hasToString("{\"a\":1}");
            assertThat(code(host.get("my?name=theme", none))).isEqualTo("403 settings.no-scope");
        }
    }

    private static List<String> mine(SettingsHost host, String token, String names) {
        return json(host.send("POST", "fragments/my/by-names", "{'names':[" + names + "]}", token))
                .get("items")
                .valueStream()
                .map(item -> item.isNull() ? "null" : item.get("value").toString())
                .toList();
    }

    private static String id(JsonNode row) {
        return row.get("id").asString();
    }
}
