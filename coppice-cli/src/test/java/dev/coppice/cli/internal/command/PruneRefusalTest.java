package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be pruned is refused in four parts, and nothing is changed by that: not even the schema is created. */
@PostgresTest(DATABASE)
class PruneRefusalTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    PruneRefusalTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 12);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            table: shop.basket, when: "true"                        | policy.unknown-table
            table: shop.cart, when: "note"                          | policy.not-boolean
            table: shop.cart, when: "true; DELETE FROM shop.line"   | policy.bad-condition
            table: shop.cart, when: "true) OR (true"                | policy.bad-condition
            table: shop.cart, when: "colour = 'red'"                | policy.unknown-name
            table: shop.cart, age: note, keep: 1d                   | policy.age-type
            table: shop.cart, age: ended, keep: 1d                  | policy.unknown-column
            table: shop.cart, when: "true", cascade: [shop.line]    | policy.
            table: shop.cart, when: "true", limits: { rows: 0 }     | config.
            table: shop.cart                                        | config.
            """)
    void a_policy_that_does_not_fit_is_refused_by_every_command(String policy, String code) {
        var config = Shop.write(folder, "policies:\n  p: { " + policy + " }\n");

        for (var words : new String[] {"plan p", "prune p", "prune p --execute", "plan p --sample 3", "plan p --sql"}) {
            var run = run(config, words.split(" "));
            assertThat(run.exitCode()).as(words + run.err()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("coppice: " + code).contains("Nothing was ");
        }
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
        assertThat(Shop.one(database, "SELECT count(*) FROM shop.cart")).isEqualTo("12");
    }

    @Test
    void a_doctor_tells_of_a_policy_that_does_not_fit_as_a_block_and_goes_on_with_the_rest() {
        var config = Shop.write(
                folder,
                "policies:\n  bad: { table: shop.basket, when: \"true\" }\n  good: { table: shop.cart, when: \"true\" }\n");

        var run = run(config, "doctor", "--json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json().at("/findings/0/check").asString()).isEqualTo("unknown-table");
        assertThat(run.json().at("/findings/0/subject").asString()).isEqualTo("bad");
        assertThat(run.json()
                        .at("/findings")
                        .valueStream()
                        .map(each -> each.at("/subject").asString()))
                .contains("shop.cart");
    }

    @Test
    void a_policy_nobody_declared_is_refused_with_those_that_are() {
        assertThat(run(Shop.config(folder), "plan", "closed"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(
                        "coppice: policy.unknown\nPolicy \"closed\" is not known. Declared are: closed-carts. Nothing was"
                                + " done.");
        assertThat(run(Shop.write(folder, ""), "doctor"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: policy.none\n", "Run \"coppice init\" for a first coppice.yaml");
    }

    @Test
    void a_store_that_cannot_be_written_is_refused_before_anything_is_created() throws Exception {
        var file = Files.writeString(folder.resolve("taken"), "");

        var run = run(
                Shop.config(folder, "archive: { to: \"file:" + file + "/archive\" }"),
                "prune",
                "closed-carts",
                "--execute");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("coppice: campaign.store-unusable").contains("Nothing was changed.");
        assertThat(Shop.one(database, "SELECT count(*) FROM shop.cart")).isEqualTo("12");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            show 9                            | campaign.not-found
            watch 9                           | campaign.not-found
            join 9                            | campaign.not-found
            pause 9 --reason x                | campaign.not-found
            resume 9 --reason x               | campaign.not-found
            abort 9 --reason x                | campaign.not-found
            retune 9 --rows 5 --reason x      | campaign.not-found
            resume 1 --reason x               | campaign.wrong-state
            pause 1 --reason x                | campaign.wrong-state
            abort 1 --reason x                | campaign.wrong-state
            retune 1 --rows none --reason x   | campaign.wrong-state
            """)
    void a_campaign_that_is_not_there_or_has_ended_is_refused(String words, String code) {
        var config = Shop.config(folder);
        run(config, "prune", "closed-carts", "--execute");

        var run = run(config, ("campaign " + words).split(" "));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("coppice: " + code + "\n").contains("Nothing was changed.");
        assertThat(Shop.one(database, "SELECT state FROM coppice.campaign")).isEqualTo("SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            retune 1 --reason x                   | Give at least one of --chunk-time, --rows, --roots, --runtime and --brake.
            retune 1 --reason x --rows many       | 'many' is not a number or none.
            retune 1 --reason x --rows 0          | Rows must be at least 1, was: 0.
            retune 1 --reason x --chunk-time long | 'long' is not a number with a unit ms, s, m, h or d, such as 90d or 250ms.
            pause 1                               | Missing required option: '--reason=TEXT'.
            """)
    void a_steering_that_cannot_be_is_a_misuse(String words, String sentence) {
        var config = Shop.config(folder, "limits: { max-share: 25% }");
        run(config, "prune", "closed-carts", "--execute");

        assertThat(run(config, ("campaign " + words).split(" ")))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(sentence);
    }

    @Test
    void campaigns_of_a_database_without_the_schema_are_refused() {
        assertThat(run(Shop.config(folder), "campaign", "list"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: schema.missing");
    }

    private CommandRun run(String config, String... words) {
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return CommandRun.on(database, all);
    }
}
