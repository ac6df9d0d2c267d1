package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class SettingsCommandsTest {
    private static final String ANA = "user:00000000-0000-0000-0000-00000000000a";
    private static final String ACME = "domain:00000000-0000-0000-0000-0000000000ac";

    private final TestDatabase database;

    SettingsCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        assertThat(run("schema", "migrate").exitCode()).isZero();
    }

    @Test
    void a_setting_is_defined_allowed_set_and_read_merged_with_its_origins() {
        assertThat(run("settings", "define", "theme").out()).isEqualTo("Setting theme is defined.\n");
        assertThat(run("settings", "allow", "theme", "public").out())
                .isEqualTo("theme may be set at public, where it merges with rank 100 (of the scope).\n");
        run("settings", "allow", "theme", "user");
        assertThat(run("settings", "set", "theme", "{\"mode\":\"light\",\"hue\":1.50}", "--scope", "public")
                        .out())
                .isEqualTo("theme is set at public, version 1.\n");
        run("settings", "set", "theme", "{\"mode\":\"dark\"}", "--scope", ANA);

        assertThat(run("settings", "get", "theme", "--scope", ANA, "--origins").out())
                .isEqualTo("""
                {
                  "hue" : 1.50,
                  "mode" : "dark"
                }

                KEY    FROM                                       RANK
                /hue   public                                     100
                /mode  user:00000000-0000-0000-0000-00000000000a  300
                """);
        var document =
                run("settings", "get", "theme", "nobody", "--origins", "--json").json();
        assertThat(document.at("/items/0/value/mode").asString()).isEqualTo("light");
        assertThat(document.at("/items/0/origins/0/scope/type").asString()).isEqualTo("public");
        assertThat(document.at("/items/1/value").size()).isZero();
        assertThat(document.at("/etag").asString()).startsWith("\"");
    }

    @Test
    void reading_without_a_scope_is_told_to_be_the_public_read() {
        assertThat(CommandRun.of("settings", "get", "--help").out().replaceAll("\\s+", " "))
                .contains("without --scope what is public alone, as it is shown before anybody has logged in.");
    }

    @Test
    void each_change_is_in_the_trail_with_its_actor_and_without_its_value() {
        run("settings", "define", "theme", "--actor", "ana", "--reason", "launch");
        run("settings", "allow", "theme", "public", "--actor", "ben");
        run("settings", "set", "theme", "{\"mode\":\"secret\"}", "--scope", "public", "--actor", "cleo");

        var entries = run("audit", "list", "--json").json().at("/items");

        assertThat(entries.valueStream())
                .extracting(entry -> entry.at("/action").asString() + " by "
                        + entry.at("/actor").asString() + " on "
                        + entry.at("/subject").asString())
                .containsExactly(
                        "setting-fragment.upserted by cleo on setting theme at public",
                        "setting-entry.created by ben on setting theme at public",
                        "setting-definition.created by ana on setting theme");
        assertThat(entries.at("/2/reason").asString()).isEqualTo("launch");
        assertThat(Shop.one(database, "SELECT string_agg(a::text, '') FROM coppice.audit AS a"))
                .doesNotContain("secret");
    }

    @Test
    void many_fragments_are_in_the_trail_by_name_and_scope_without_their_values() {
        allowTheme();
        run("settings", "define", "font");
        run("settings", "allow", "font", "domain");
        var both = "[{\"name\":\"theme\",\"value\":{\"a\":\"secret\"}},{\"name\":\"font\",\"value\":{}}]";
        var themeAndFont = "{\"subjects\": [\"setting theme at " + ACME + "\", \"setting font at " + ACME
                + "\"], \"fragments\": 2}";
        var theme = "{\"subjects\": [\"setting theme at " + ACME + "\"], \"fragments\": 1}";

        run("settings", "set-all", both, "--scope", ACME);
        assertThat(lastEntry()).isEqualTo("setting-fragment.upserted null " + themeAndFont);
        run("settings", "unset", "theme", "font", "--scope", ACME);
        assertThat(lastEntry()).isEqualTo("setting-fragment.deleted " + themeAndFont + " null");
        run("settings", "set-each", both.replace("font", "none"), "--scope", ACME);
        assertThat(lastEntry()).isEqualTo("setting-fragment.upserted null " + theme);
        var id = run("settings", "fragments", "--json").json().at("/items/0/id").asString();
        run("settings", "fragment", "purge", id);
        assertThat(lastEntry()).isEqualTo("setting-fragment.deleted " + theme + " null");
    }

    @Test
    void the_trail_names_twenty_of_many_and_counts_them_all() {
        allowTheme();
        var items = String.join(",", Collections.nCopies(21, "{\"name\":\"theme\",\"value\":{}}"));

        run("settings", "set-each", "[" + items + "]", "--scope", "public");

        assertThat(lastEntry()).endsWith("\"fragments\": 21}").containsPattern("(setting theme at public.*){20}");
        assertThat(lastEntry()).doesNotContainPattern("(setting theme at public.*){21}");
    }

    @Test
    void what_is_not_defined_or_not_allowed_is_refused_and_leaves_no_entry() {
        assertThat(run("settings", "set", "theme", "{}", "--scope", "public"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.definition-not-found");
        run("settings", "define", "theme");
        assertThat(run("settings", "set", "theme", "{}", "--scope", "public"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.not-allow-listed");
        assertThat(run("settings", "define", "theme", "--json"))
                .returns(3, CommandRun::exitCode)
                .extracting(again -> again.json().at("/error/code").asString())
                .isEqualTo("settings.duplicate");
        assertThat(run("audit", "list", "--json").json().at("/items").size()).isEqualTo(1);
    }

    @Test
    void a_guarded_write_that_comes_too_late_is_refused() {
        allowTheme();
        run("settings", "set", "theme", "{\"n\":1}", "--scope", "public");
        run("settings", "set", "theme", "{\"n\":2}", "--scope", "public");

        assertThat(run("settings", "set", "theme", "{\"n\":3}", "--scope", "public", "--if-version", "1"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.stale-version");
        assertThat(run("settings", "set", "theme", "{\"n\":3}", "--scope", "public", "--if-version", "2")
                        .out())
                .isEqualTo("theme is set at public, version 3.\n");
    }

    @Test
    void ranks_are_chosen_put_behind_all_and_given_back() {
        allowTheme();
        run("settings", "disallow", "theme", "domain", "--execute");

        assertThat(run("settings", "rank", "theme", "public", "next").out())
                .isEqualTo("theme merges at public with rank 400.\n");
        assertThat(run("settings", "rank", "theme", "public", "-7").out())
                .isEqualTo("theme merges at public with rank -7.\n");
        assertThat(run("settings", "rank", "theme", "public", "inherited", "--if-version", "3")
                        .out())
                .isEqualTo("theme merges at public with rank 100 (of the scope).\n");
        assertThat(run("settings", "rank", "theme", "domain", "next"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.entry-not-found\nThe command was not carried out. The setting is not "
                        + "allowed at this type of scope. Nothing was changed. See \"coppice settings allow-list\".");
        var entry = run("settings", "allow-list", "theme", "--json").json().at("/items/0");
        assertThat(entry.at("/ownRank").isNull()).isTrue();
        assertThat(entry.at("/rank").asInt()).isEqualTo(100);
    }

    @Test
    void a_fragment_is_promoted_and_locked_back_without_its_value() {
        allowTheme();
        run("settings", "set", "theme", "{\"mode\":\"light\"}", "--scope", "public");
        run("settings", "set", "theme", "{\"mode\":\"dark\"}", "--scope", ANA);

        assertThat(run("settings", "fragment", "rank", "theme", "next", "--scope", "public")
                        .out())
                .isEqualTo("theme at public merges with rank 400.\n");
        assertThat(lastEntry()).isEqualTo("setting-fragment.changed null {\"ownRank\": 400}");
        assertThat(run("settings", "get", "theme", "--scope", ANA).out()).contains("light");
        assertThat(run("settings", "fragment", "rank", "theme", "inherited", "--scope", "public", "--if-version", "1"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.stale-version");
        assertThat(run("settings", "fragment", "rank", "theme", "inherited", "--scope", "public", "--if-version", "2")
                        .out())
                .isEqualTo("theme at public merges with the rank of the allow list.\n");
        assertThat(run("settings", "get", "theme", "--scope", ANA).out()).contains("dark");
        assertThat(run("settings", "fragment", "rank", "theme", "7", "--scope", ACME))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.fragment-not-found");
    }

    @Test
    void what_somebody_has_changed_since_is_not_unset() {
        allowTheme();
        run("settings", "set", "theme", "{\"n\":1}", "--scope", ANA);
        run("settings", "set", "theme", "{\"n\":2}", "--scope", ANA);

        assertThat(run("settings", "unset", "theme", "--scope", ANA, "--if-version", "1"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.stale-version");
        assertThat(run("settings", "unset", "theme", "--scope", ANA, "--if-version", "2")
                        .out())
                .isEqualTo("1 setting removed from " + ANA + ".\n");
        assertThat(run("settings", "unset", "theme", "--scope", ANA, "--if-version", "2"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.fragment-not-found");
    }

    @Test
    void what_takes_fragments_along_shows_them_first() {
        allowTheme();
        run("settings", "set", "theme", "{}", "--scope", "public");
        run("settings", "set", "theme", "{}", "--scope", ANA);

        assertThat(run("settings", "disallow", "theme", "user"))
                .returns(0, CommandRun::exitCode)
                .returns(
                        "theme at user would no longer be allowed, and 1 fragment would go along; --execute removes "
                                + "them.\n",
                        CommandRun::out);
        assertThat(run("settings", "disallow", "theme", "user", "--execute").out())
                .isEqualTo("theme at user is no longer allowed; 1 fragment went along.\n");
        var shown = run("settings", "definition", "purge", "theme", "--json").json();
        assertThat(shown.at("/executed").asBoolean()).isFalse();
        assertThat(shown.at("/entries").asInt()).isEqualTo(2);
        assertThat(shown.at("/fragments").asInt()).isEqualTo(1);
        assertThat(run("settings", "definition", "purge", "theme", "--execute").out())
                .isEqualTo("Setting theme, with 2 allow-list entries and 1 fragment, is removed.\n");
        assertThat(run("settings", "definitions").out()).isEqualTo("No setting is defined.\n");
        assertThat(run("settings", "definition", "purge", "theme", "--execute").exitCode())
                .isEqualTo(3);
    }

    @Test
    void a_schema_comes_from_a_file_and_is_changed_and_taken_away(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("schema.json"), "{\"required\": [\"mode\"], \"type\": \"object\"}");

        assertThat(run("settings", "define", "theme", "--schema", "@" + file).exitCode())
                .isZero();
        run("settings", "allow", "theme", "public");
        assertThat(run("settings", "set", "theme", "{}", "--scope", "public"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.schema-mismatch");
        assertThat(run("settings", "definition", "show", "theme").out())
                .startsWith("theme, version 1, changed ")
                .contains("\"required\" : [ \"mode\" ]");
        assertThat(run("settings", "definition", "update", "theme", "--no-schema")
                        .out())
                .isEqualTo("Setting theme has no schema, version 2.\n");
        assertThat(run("settings", "set", "theme", "{}", "--scope", "public").exitCode())
                .isZero();
        assertThat(run("settings", "define", "other", "--schema", "@" + folder.resolve("none.json")))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("@FILE must name a readable file in UTF-8, was: @");
    }

    @Test
    void definitions_and_fragments_are_listed_page_by_page() {
        for (var name : new String[] {"alpha", "beta", "gamma_100%"}) {
            run("settings", "define", name);
            run("settings", "allow", name, "public");
            run("settings", "set", name, "{\"a\":\"\\u009b31m\"}", "--scope", "public");
        }

        var first = run("settings", "definitions", "--limit", "2", "--json").json();
        var rest = run(
                        "settings",
                        "definitions",
                        "--limit",
                        "2",
                        "--next",
                        first.at("/next").asString(),
                        "--json")
                .json();
        assertThat(first.at("/items/1/name").asString()).isEqualTo("beta");
        assertThat(rest.at("/items/0/name").asString()).isEqualTo("gamma_100%");
        assertThat(rest.at("/next").isNull()).isTrue();
        assertThat(run("settings", "definitions", "--like", "A_100%", "--json")
                        .json()
                        .at("/items")
                        .size())
                .isEqualTo(1);
        assertThat(run("settings", "fragments", "--name", "beta", "--scope", "public")
                        .out())
                .contains("beta", "\\u009b31m")
                .doesNotContain("alpha", "\u009b");
        assertThat(run("settings", "fragments", "--name", "delta"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("settings.definition-not-found");
        assertThat(run("settings", "fragments", "--next", "nonsense").exitCode())
                .isEqualTo(2);
    }

    @Test
    void fragments_are_shown_and_removed_by_id_and_by_name() {
        allowTheme();
        run("settings", "set", "theme", "{\"a\":1}", "--scope", "public");
        run("settings", "set", "theme", "{\"a\":2}", "--scope", ANA);
        var listed = run("settings", "fragments", "--json").json().at("/items");
        var id = listed.at("/0/id").asString();

        assertThat(run("settings", "fragment", "show", id).out())
                .startsWith("theme at public, version 1, changed ")
                .endsWith("{\n  \"a\" : 1\n}\n");
        var partly = run("settings", "fragment", "purge", id, "00000000-0000-0000-0000-000000000000", "--json");
        assertThat(partly.exitCode()).isEqualTo(4);
        assertThat(partly.json().at("/items/0/id").asString()).isEqualTo(id);
        assertThat(partly.json().at("/failed/0/index").asInt()).isEqualTo(1);
        assertThat(partly.json().at("/failed/0/code").asString()).isEqualTo("settings.fragment-not-found");
        assertThat(run("settings", "fragment", "purge", id).exitCode()).isEqualTo(3);
        assertThat(run("settings", "fragment", "show", id).exitCode()).isEqualTo(3);
        assertThat(run("settings", "unset", "theme", "theme", "--scope", ANA).out())
                .isEqualTo("1 setting removed from " + ANA + ".\n");
        assertThat(run("settings", "unset", "theme", "--scope", ANA).exitCode()).isEqualTo(3);
    }

    @Test
    void many_are_set_all_or_none_or_each_on_its_own(@TempDir Path folder) throws IOException {
        allowTheme();
        var items = "@" + Files.writeString(folder.resolve("items.json"), """
                [{"name": "theme", "value": {"n": 1.0}},
                 {"name": "other", "value": {}},
                 {"name": "theme", "value": 3}]
                """);

        assertThat(run("settings", "set-all", items, "--scope", ACME))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: settings.bad-json\n", "Item 3 of 3: ", "No item was written.");
        var refused = run("settings", "set-all", items, "--scope", ACME, "--json");
        assertThat(refused.json().at("/error/index").asInt()).isEqualTo(2);
        var undefined = "[{\"name\":\"theme\",\"value\":{}},{\"name\":\"other\",\"value\":{}}]";
        var unknown = run("settings", "set-all", undefined, "--scope", ACME, "--json");
        assertThat(unknown.json().at("/error/code").asString()).isEqualTo("settings.definition-not-found");
        assertThat(unknown.json().at("/error/index").asInt()).isEqualTo(1);
        assertThat(run("settings", "fragments").out()).isEqualTo("There is no fragment.\n");
        var each = run("settings", "set-each", items, "--scope", ACME, "--json");
        assertThat(each.exitCode()).isEqualTo(4);
        assertThat(each.json().at("/items").size()).isEqualTo(1);
        assertThat(each.json().at("/items/0/scope/type").asString()).isEqualTo("domain");
        assertThat(each.json().at("/failed").valueStream())
                .extracting(failed ->
                        failed.at("/index").asInt() + " " + failed.at("/name").asString() + " "
                                + failed.at("/code").asString())
                .containsExactly("1 other settings.definition-not-found", "2 theme settings.bad-json");
        assertThat(run("settings", "set-all", "[{\"name\":\"theme\",\"value\":{},\"version\":1}]", "--scope", ACME)
                        .out())
                .isEqualTo("1 setting is set.\n");
        assertThat(run("settings", "set-each", "[{\"name\":\"theme\",\"value\":{},\"version\":1}]", "--scope", ACME))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .startsWith("0 settings are set. 1 setting is not:\n  theme: ");
    }

    private void allowTheme() {
        run("settings", "define", "theme");
        run("settings", "allow", "theme", "public");
        run("settings", "allow", "theme", "domain");
        run("settings", "allow", "theme", "user");
    }

    private String lastEntry() {
        return Shop.one(
                database,
                "SELECT concat_ws(' ', action, coalesce(before_state, 'null'), coalesce(after_state, 'null')) FROM coppice.audit "
                        + "ORDER BY seq DESC LIMIT 1");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
