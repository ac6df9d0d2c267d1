package dev.coppice.server;

import static dev.coppice.server.SettingsHost.ACME;
import static dev.coppice.server.SettingsHost.ANA;
import static dev.coppice.server.SettingsHost.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What cannot be is told with its place and never with a value. */
@PostgresTest(Isolation.DATABASE)
class SettingsInputTest {
    @Test
    void bad_json_is_told_with_its_place(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            assertThat(found(host.post("definitions", "{\n  'name': 'theme',\n  'name': 'other'}")))
                    .isEqualTo("Its body is not well-formed JSON at line 3, column 9, or has a key twice.");
            assertThat(found(host.post("definitions", "{'name':'theme'\n 'schema':{}}")))
                    .isEqualTo("Its body is not well-formed JSON at line 2, column 2, or has a key twice.");
            assertThat(found(host.post("definitions", "{'name':'theme','colour':'red'}")))
                    .isEqualTo("Its JSON body has an unknown key \"colour\".");
            assertThat(found(host.post(
                            "definitions/create-all", "{'items':[{'name':'a'},{'colour':'red','name':'b'}]}")))
                    .isEqualTo("Its JSON body has an unknown key \"items[1].colour\".");
            assertThat(found(host.post("definitions", "{'name':['secret']}")))
                    .isEqualTo("Its JSON body does not have the expected value of \"name\" at line 1, column 9.");
            assertThat(found(host.post("definitions/update-each", "{'items':[{},{'id':'secret'}]}")))
                    .isEqualTo(
                            "Its JSON body does not have the expected value of \"items[1].id\" at line 1, column 20.");
            assertThat(found(host.post("definitions", "[]")))
                    .isEqualTo("Its JSON body does not have the expected fields at line 1, column 1.");
            assertThat(found(host.post(
                            "definitions", "{'name':'theme','schema':" + "[".repeat(80) + "]".repeat(80) + "}")))
                    .isEqualTo("Its JSON body is nested more than 64 deep.");
        }
    }

    @Test
    void numbers_texts_and_flags_are_not_taken_for_one_another(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            for (var version : List.of("''", "'3'", "3.9", "3.0", "true")) {
                var id = "{'id':'" + ANA + "','version':" + version;
                var misfit =
                        "Its JSON body does not have the expected value of \"items[0].version\" at line 1, column ";
                for (var answer : List.of(
                        host.post("definitions/update-all", "{'items':[" + id + ",'schema':{}}]}"),
                        host.post("allow-list/update-all", "{'items':[" + id + ",'rank':1}]}"),
                        host.post("fragments/update-each", "{'items':[" + id + ",'value':{}}]}"),
                        host.post("fragments/upsert-each", "{'items':[{'version':" + version + "}]}"),
                        host.post("fragments/my/upsert-each", "{'items':[{'version':" + version + "}]}"),
                        host.post("definitions/delete-all", "{'items':[" + id + "}]}"))) {
                    assertThat(found(answer)).as(version).startsWith(misfit);
                }
            }
            assertThat(found(host.post("definitions", "{'name':4711}")))
                    .isEqualTo("Its JSON body does not have the expected value of \"name\" at line 1, column 9.");
            assertThat(found(host.post("definitions/search", "{'total':'true'}")))
                    .startsWith("Its JSON body does not have the expected value of \"total\"");
        }
    }

    @Test
    void values_beyond_a_limit_are_refused_naming_it(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var ana = host.member(ANA, ACME);
            var fits = "x".repeat(65_536 - "{\"t\":\"\"}".length());

            assertThat(set(host, ana, "{'t':'" + fits + "'}").statusCode()).isEqualTo(200);
            var large = set(host, ana, "{'t':'" + fits + "x'}");
            var deep = set(host, ana, "{'a':".repeat(33) + "1" + "}".repeat(33));
            var list = set(host, ana, "[1]");

            assertThat(code(large)).isEqualTo("400 settings.too-large");
            assertThat(found(large)).contains("65536");
            assertThat(code(deep)).isEqualTo("400 settings.too-deep");
            assertThat(found(deep)).contains("32");
            assertThat(code(list)).isEqualTo("400 settings.bad-json");
        }
    }

    @Test
    void numbers_keep_their_digits(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var ana = host.member(ANA, ACME);

            set(
                    host,
                    ana,
                    "{'a':12345678901234567890.123456789012345678901234567890,'b':1.50,'c':98765432109876543210}");

            assertThat(host.get("my?name=theme", ana).body())
                    .contains("12345678901234567890.123456789012345678901234567890", "1.50", "98765432109876543210");
            assertThat(code(set(host, ana, "{'a':1e999}"))).isEqualTo("400 settings.bad-json");
        }
    }

    @Test
    void value_its_schema_refuses_is_told_without_it(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.post(
                    "definitions",
                    "{'name':'theme','schema':{'properties':{'size':{'type':'integer'}},'additionalProperties':false}}");
            host.post("allow-list", "{'name':'theme','scopeType':'user'}");
            var ana = host.member(ANA, ACME);

            var refused = set(host, ana, "{'size':'secret'}");

            assertThat(code(refused)).isEqualTo("400 settings.schema-mismatch");
            assertThat(refused.body()).contains("/size").doesNotContain("secret");
            assertThat(set(host, ana, "{'size':7}").statusCode()).isEqualTo(200);
            assertThat(code(host.post("definitions", "{'name':'other','schema':{'type':'colour'}}")))
                    .isEqualTo("400 settings.bad-schema");
        }
    }

    @Test
    void scopes_and_names_that_cannot_be_are_refused(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "public", "user");
            for (var scope : List.of(
                    "{'type':'public','id':'" + ANA + "'}",
                    "{'type':'user'}",
                    "{'type':'user','id':null}",
                    "{'type':'user','id':''}",
                    "{'type':'user','id':'4711'}",
                    "{'id':'4711'}")) {
                assertThat(code(host.post("fragments/scoped/by-names", "{'scope':" + scope + ",'names':['theme']}")))
                        .as(scope)
                        .isEqualTo("400 settings.bad-scope-id");
                assertThat(code(host.post("fragments", "{'name':'theme','value':{},'scope':" + scope + "}")))
                        .as(scope)
                        .isEqualTo("400 settings.bad-scope-id");
            }
            assertThat(code(host.post("fragments/scoped/search", "{'scope':{'type':'planet','id':'x'}}")))
                    .isEqualTo("400 settings.unknown-scope");
            assertThat(code(host.post("definitions", "{'name':''}"))).isEqualTo("400 settings.bad-name");
            assertThat(code(host.post("definitions", "{'name':'" + "n".repeat(129) + "'}")))
                    .isEqualTo("400 settings.bad-name");
            assertThat(host.post("definitions", "{'name':'" + "n".repeat(128) + "'}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(code(host.post("definitions", "{}"))).isEqualTo("400 request.invalid");
        }
    }

    @Test
    void characters_the_database_cannot_keep_are_the_callers_mistake(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            host.allow("theme", "user");
            var ana = host.member(ANA, ACME);
            for (var odd : List.of("\\u0000", "\\ud800")) {
                var names = "{'names':['" + odd + "']}";
                for (var answer : List.of(
                        host.post("definitions", "{'name':'" + odd + "'}"),
                        host.post("definitions/search", "{'filter':{'name':{'eq':'" + odd + "'}}}"),
                        host.post("definitions/search", "{'filter':{'name':{'contains':'" + odd + "'}}}"),
                        host.post("definitions/search", names),
                        host.post("fragments/search", "{'filter':{'scopeId':{'in':['" + odd + "']}}}"),
                        host.post("fragments/scoped/search", "{'scope':{'type':'" + odd + "','id':'" + ANA + "'}}"),
                        host.send("POST", "fragments/my/by-names", names, ana),
                        host.send("POST", "fragments/my/delete-all", names, ana),
                        host.send("POST", "fragments/my/delete-each", names, ana),
                        set(host, ana, "{'a':'" + odd + "'}"))) {
                    assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
                }
            }
            assertThat(code(host.get("my?name=%00", ana))).isEqualTo("400 settings.bad-name");
        }
    }

    @Test
    void empty_lists_and_missing_parts_are_refused(TestDatabase database) {
        try (var host = SettingsHost.on(database)) {
            var ana = host.member(ANA, ACME);
            for (var path : List.of("fragments/my/by-names", "fragments/my/delete-all", "fragments/my/delete-each")) {
                for (var body : List.of("{}", "{'names':[]}")) {
                    assertThat(code(host.send("POST", path, body, ana)))
                            .as(path)
                            .isEqualTo("400 request.invalid");
                }
            }
            for (var path : List.of("fragments/my/upsert-all", "fragments/my/upsert-each", "fragments/delete-each")) {
                for (var body : List.of("{}", "{'items':[]}")) {
                    assertThat(code(host.send("POST", path, body, ana)))
                            .as(path)
                            .isEqualTo("400 request.invalid");
                }
            }
            assertThat(code(host.post("fragments/scoped/by-names", "{'names':['theme']}")))
                    .isEqualTo("400 request.invalid");
        }
    }

    private static HttpResponse<String> set(SettingsHost host, String token, String value) {
        return host.send(
                "POST", "fragments/my/upsert-all", "{'items':[{'name':'theme','value':" + value + "}]}", token);
    }

    /** The second part of a problem: what was found. */
    private static String found(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        return new JsonMapper()
                .readTree(answer.body())
                .get("detail")
                .asString()
                .replaceFirst("^The request was not carried out\\. ", "")
                .replaceFirst(" Nothing was changed\\..*", "");
    }
}
