package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command asked here and of a server: the same exit code, the same text, the same document. What differs by nature is made
 * equal first: times, numbers that count up, hashes, who asked, the words of a refusal, and the options that name the origin. A word {@code {o}} is another one for
 * each origin, so that what is made is made by both.
 */
@PostgresTest(DATABASE)
class BothOriginsTest {
    /** Works on this machine alone, or needs neither a database nor a server. */
    private static final Set<String> HERE_ALONE = Set.of(
            "up",
            "serve",
            "demo",
            "bench",
            "bench list",
            "completion",
            "erase verify",
            "certificate verify",
            "certificate key",
            "schema print",
            "target list");

    /** Followed to their ends by tests of their own. */
    private static final Set<String> ELSEWHERE = Set.of(
            "prune --execute",
            "deprovision --execute",
            "campaign carry-on",
            "schema migrate",
            "archive restore",
            "erase",
            "erase approve",
            "erase check",
            "erase list",
            "erase show",
            "erase receipt",
            "init");

    /** What is asked here first, so that both find the same. */
    private static final Map<String, String> BEFORE =
            Map.of("freeze --reason x", "unfreeze --reason x", "unfreeze --reason x", "freeze --reason x");

    private static final List<String> PRUNING = List.of(
            "policy list",
            "policy show closed-carts",
            "policy show nosuch",
            "policy check",
            "doctor",
            "doctor closed-carts",
            "doctor nosuch",
            "plan closed-carts",
            "plan closed-carts --sample 2",
            "plan closed-carts --sql",
            "plan nosuch",
            "plan approve 123456789abc --reason x",
            "prune closed-carts",
            "campaign list",
            "campaign list --policy nosuch",
            "campaign show 1",
            "campaign show 99",
            "campaign watch 1",
            "campaign join 1",
            "campaign pause 1 --reason x",
            "campaign resume 1 --reason x",
            "campaign abort 1 --reason x",
            "campaign retune 1 --rows none --chunk-time 100ms --reason x",
            "campaign retune 1 --brake replica-lag=1m --reason x",
            "archive list",
            "archive list --limit 1 --policy closed-carts",
            "archive verify 1",
            "archive verify 99",
            "archive query 1 SELECT|count(*)|AS|n,|min(note)|FROM|shop.cart",
            "archive query 1 DROP|TABLE|x",
            "archive export 1 --to {folder}/{o}",
            "archive export 99 --to {folder}/{o}",
            "archive restore 1 --dry-run",
            "archive repair 1",
            "archive gc",
            "archive gc --execute",
            "trace shop.cart 1",
            "trace shop.cart 4",
            "trace shop.cart 4711");

    private static final List<String> CONTROL = List.of(
            "hold add shop.cart 4 --reason für|Anna --until 2099-01-01T00:00:00Z",
            "hold add shop.cart --whole-table --reason x --origin case",
            "hold add --kind graph kg9 --reason x",
            "hold add --kind graph nosuch --reason x",
            "hold list",
            "hold list --all --limit 1",
            "hold release {n} --reason x",
            "freeze --reason x",
            "unfreeze --reason x",
            "audit list --action hold.placed --limit 2",
            "audit verify",
            "schema status",
            "token create ci-{o} --role member --scope user:4711 --manages user:4712 --reason x",
            "token create ci-{o} --role member --scope user:4711 --days 3 --reason x",
            "token list --limit 2",
            "token revoke 99 --reason x");

    private static final List<String> LIFECYCLE = List.of(
            "resource list",
            "resource list --kind graph --status active --limit 2",
            "resource show graph kg1",
            "resource show graph nosuch",
            "resource analytics",
            "resource suspend graph {o} --reason x",
            "resource reactivate graph {o} --reason x",
            "resource hold graph kg2 --reason x",
            "resource release 99 --reason x",
            "deprovision graph kg3",
            "deprovision graph kg3 --skip-backup --reason x",
            "deprovision graph nosuch --execute",
            "deprovision approve graph kg3 0123 --reason x",
            "operation list",
            "operation list --unfinished --limit 1",
            "operation show 1",
            "operation show 99",
            "operation watch 1",
            "operation explain 1",
            "operation retry 1 --reason x",
            "operation resolve 1 delete-documents --reason x",
            "operation abandon 1 delete-documents --reason x",
            "operation cancel 1 --reason x",
            "backup list graph kg8",
            "backup create graph kg4",
            "backup verify 1",
            "backup drill 1",
            "backup download 1 --out {folder}/{o}.zip",
            "backup restore 1 --dry-run",
            "backup restore 99 --reason x",
            "backup expire",
            "backup expire --execute",
            "backup orphans",
            "certificate list",
            "certificate list graph kg8 --limit 1",
            "certificate show 1",
            "certificate show 1 --document",
            "certificate show 99",
            "resurrection check",
            "resurrection check --execute",
            "sensor list",
            "sensor run",
            "sensor run expire-backups --execute",
            "sensor run nosuch");

    private static final List<String> SETTINGS = List.of(
            "settings scopes",
            "settings define theme-{o} --schema {\"type\":\"object\"} --reason für|Anna",
            "settings define theme-{o}",
            "settings definitions --like THEME --limit 1",
            "settings definition show theme-{o}",
            "settings definition show nosuch",
            "settings definition update theme-{o} --no-schema --if-version 1",
            "settings definition update theme-{o} --no-schema --if-version 1",
            "settings allow theme-{o} public --rank next",
            "settings allow theme-{o} user",
            "settings allow theme-{o} nosuch",
            "settings allow-list theme-{o}",
            "settings rank theme-{o} user 250",
            "settings set theme-{o} {\"mode\":\"dark\",\"size\":1.50,\"id\":12345678901234567890} --scope user:ana",
            "settings set theme-{o} {\"mode\":\"light\"} --scope public --rank next",
            "settings set theme-{o} {\"mode\":\"light\"} --scope user:ana --if-version 7",
            "settings set nosuch {} --scope public",
            "settings set-all [{\"name\":\"theme-{o}\",\"value\":{\"a\":1}}] --scope user:bob",
            "settings set-all [{\"name\":\"theme-{o}\",\"value\":{}},{\"name\":\"nosuch\",\"value\":{}}] --scope user:bob",
            "settings set-each [{\"name\":\"nosuch\",\"value\":{}},{\"name\":\"theme-{o}\",\"value\":{\"b\":2}}] --scope user:bob",
            "settings fragments --name theme-{o}",
            "settings fragments --scope user:ana",
            "settings fragment rank theme-{o} inherited --scope public",
            "settings fragment show 6f1c2a5e-0d3b-4c36-9d0e-2f6f1f3f9a11",
            "settings fragment purge 6f1c2a5e-0d3b-4c36-9d0e-2f6f1f3f9a11",
            "settings get theme-{o} --scope user:ana --origins",
            "settings get theme-{o} --scope user:ana",
            "settings get theme-{o}",
            "settings unset theme-{o} --scope user:bob",
            "settings unset theme-{o} --scope user:bob --if-version 1",
            "settings sweep",
            "settings sweep --execute --limit 5",
            "settings disallow theme-{o} user",
            "settings disallow theme-{o} user --execute",
            "settings definition purge theme-{o}",
            "settings definition purge theme-{o} --execute");

    @TempDir
    Path folder;

    @Test
    void a_server_answers_about_pruning_as_the_database_does(TestDatabase database) throws Exception {
        try (var estate = Estate.in(database, folder)) {
            assertThat(estate.here("prune", "closed-carts", "--execute").exitCode())
                    .isZero();

            compared(estate, PRUNING);
        }
    }

    @Test
    void a_server_answers_about_what_guards_as_the_database_does(TestDatabase database) throws Exception {
        try (var estate = Estate.in(database, folder)) {
            compared(estate, CONTROL);
        }
    }

    @Test
    void a_server_answers_about_resources_as_the_database_does(TestDatabase database) throws Exception {
        try (var estate = Estate.in(database, folder)) {
            assertThat(estate.here("deprovision", "graph", "kg8", "--execute").exitCode())
                    .isZero();

            compared(estate, LIFECYCLE);
        }
    }

    @Test
    void a_server_answers_about_settings_as_the_database_does(TestDatabase database) throws Exception {
        try (var estate = Estate.in(database, folder)) {
            compared(estate, SETTINGS);
        }
    }

    @Test
    void names_of_any_characters_reach_the_server_as_they_are(TestDatabase database) throws Exception {
        try (var estate = Estate.in(database, folder)) {
            var softly = new SoftAssertions();
            for (var name : List.of("a/b", "..", "a%2Fb+c d", "ü;x=1?y#z&e", "//\"'")) {
                database.execute("INSERT INTO app.graph (graph_id, tier, org_id) VALUES (" + DSL.inline(name)
                        + ", 'standard', 7)");
                for (var words : List.of(
                        List.of("resource", "show", "graph", name, "--json"),
                        List.of("resource", "reactivate", "graph", name, "--reason", name),
                        List.of("deprovision", "graph", name, "--json"),
                        List.of("operation", "list", "--resource", name),
                        List.of("backup", "list", "graph", name),
                        List.of("campaign", "list", "--policy", name),
                        List.of("plan", name),
                        List.of("trace", "shop.cart", name),
                        List.of("settings", "definition", "show", name),
                        List.of("settings", "fragments", "--name", name, "--scope", "user:" + name),
                        List.of("audit", "list", "--action", name))) {
                    var here = estate.here(words.toArray(String[]::new));
                    var there = estate.there(words.toArray(String[]::new));
                    softly.assertThat(masked(there.out()))
                            .as(words + there.err())
                            .isEqualTo(masked(here.out()));
                    softly.assertThat(there.exitCode()).as(words + there.err()).isEqualTo(here.exitCode());
                    softly.assertThat(codes(there.err())).as(words.toString()).isEqualTo(codes(here.err()));
                }
            }
            softly.assertAll();
        }
    }

    @Test
    void every_command_is_answered_by_a_server_or_says_where_to_run_it() {
        var compared = Stream.of(PRUNING, CONTROL, LIFECYCLE, SETTINGS, ELSEWHERE)
                .flatMap(commands -> commands.stream())
                .toList();

        assertThat(leaves(CommandLines.create(), "")).isNotEmpty().allSatisfy((name, command) -> {
            if (!HERE_ALONE.contains(name)) {
                assertThat(command.getCommandSpec().userObject()).as(name).isInstanceOf(DatabaseCommand.class);
                assertThat(compared).as(name).anyMatch(words -> words.equals(name) || words.startsWith(name + " "));
            }
        });
    }

    @Test
    void what_works_where_it_is_run_says_so() {
        for (var words : List.of("serve", "up", "bench search", "schema migrate", "settings scopes --apply")) {
            var run = CommandRun.of((words + " --server http://127.0.0.1:1 --token t").split(" "));

            assertThat(run.exitCode()).as(words).isEqualTo(2);
            assertThat(run.err()).as(words).contains("coppice: cli.not-on-server", "works where it is run");
        }
    }

    private void compared(Estate estate, List<String> commands) throws Exception {
        var softly = new SoftAssertions();
        for (var words : commands) {
            for (var form : List.of("", " --json")) {
                prepare(estate, words);
                var here = estate.here(split(words + form, "here"));
                prepare(estate, words);
                var there = estate.there(split(words + form, "there"));
                softly.assertThat(masked(there.out()))
                        .as(words + form + "\n" + there.err())
                        .isEqualTo(masked(here.out()));
                softly.assertThat(there.exitCode()).as(words + form).isEqualTo(here.exitCode());
                softly.assertThat(codes(there.err())).as(words + form).isEqualTo(codes(here.err()));
                clean();
            }
        }
        softly.assertAll();
    }

    private static void prepare(Estate estate, String words) {
        if (BEFORE.containsKey(words)) {
            estate.here(BEFORE.get(words).split(" "));
        }
    }

    /** What commands have written, so that the next one may write it again. */
    private void clean() throws Exception {
        for (var origin : List.of("here", "there")) {
            Files.deleteIfExists(folder.resolve(origin + ".zip"));
            var exported = folder.resolve(origin);
            if (Files.isDirectory(exported)) {
                try (var files = Files.list(exported)) {
                    for (var file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private String[] split(String words, String origin) {
        return Arrays.stream(words.split(" "))
                .map(word -> word.replace('|', ' ')
                        .replace("{o}", origin)
                        .replace("{n}", origin.equals("here") ? "1" : "2")
                        .replace("{folder}", folder.toString()))
                .toArray(String[]::new);
    }

    private static String masked(String text) {
        return text.replaceAll("\\b(there|here)\\b", "origin")
                .replaceAll(" --(url|server) \\S+", " --origin")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
                .replaceAll("\\b[0-9a-f]{12,}\\b", "HASH")
                .replaceAll("cop_[\\w-]+", "SECRET")
                .replaceAll("\"(test admin|" + System.getProperty("user.name") + ")\"", "\"ACTOR\"")
                .replaceAll("\"message\" : \"(?:[^\"\\\\]|\\\\.)*\"", "\"message\"")
                .replaceAll("\\d+", "N")
                .replaceAll(" {2,}", "  ")
                .replaceAll("(?m) +$", "");
    }

    private static List<String> codes(String err) {
        return err.lines().filter(line -> line.startsWith("coppice: ")).toList();
    }

    private static Map<String, CommandLine> leaves(CommandLine command, String name) {
        var leaves = new TreeMap<String, CommandLine>();
        if (!(command.getCommandSpec().userObject() instanceof CommandGroup)) {
            leaves.put(name, command);
        }
        var below = new ArrayList<>(command.getSubcommands().entrySet());
        below.forEach(each ->
                leaves.putAll(leaves(each.getValue(), name.isEmpty() ? each.getKey() : name + " " + each.getKey())));
        return leaves;
    }
}
