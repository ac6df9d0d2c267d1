package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(DATABASE)
class BenchCommandTest {

    @Test
    void a_benchmark_answers_rows_with_ratios(TestDatabase database) {
        var run = CommandRun.on(
                database, "bench", "create-each", "--n", "20,30", "--rounds", "1", "--link-delay", "0ms", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("A schema coppice_bench is made in this database, and dropped at the end.\n");
        var document = run.json();
        assertThat(document.at("/bench").asString()).isEqualTo("create-each");
        assertThat(document.at("/machine/cores").asInt()).isPositive();
        assertThat(document.at("/rows").size()).isEqualTo(2 * (4 + 1));
        var row = document.at("/rows/0");
        assertThat(row.propertyNames())
                .contains("name", "ours", "baseline", "unit", "ratio", "statements", "baselineStatements");
        assertThat(row.at("/name").asString()).isEqualTo("20 items, 0 % bad, direct, against savepoint per item");
    }

    @Test
    void columns_are_those_that_the_benchmark_counts(TestDatabase database) {
        var run = CommandRun.on(database, "bench", "prune", "--n", "50", "--rounds", "1", "--link-delay", "0ms");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("WAL B/ROW", "CHUNK ms P50 / P99", "ARCHIVE B/ROW")
                .doesNotContain("STATEMENTS");
        assertThat(run.out()).containsPattern("50 sessions, chunks of 250 ms, archived, against .* rows/s .* x ");
    }

    @Test
    void the_list_names_every_benchmark() {
        var run = CommandRun.of("bench", "list", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.json().at("/items").findValuesAsString("name"))
                .containsExactly(
                        "create-each",
                        "update-each",
                        "rename-each",
                        "purge-each",
                        "prune-op",
                        "prune",
                        "prune-flat",
                        "prune-foreground",
                        "prune-workers",
                        "settings-read",
                        "teardown",
                        "restore");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "bench; Missing required parameter: 'NAME'.",
                "bench nothing; There is none called \"nothing\"; there are create-each, update-each",
                "bench create-each --rounds 0; Rounds must be 1 to 1000, was: 0.",
                "bench create-each --n 0; Sizes must be 1 to 10000000, was: 0.",
                "bench create-each --link-delay 1h; '1h' is not a time such as 0.5ms",
            })
    void what_cannot_be_run_is_refused_before_a_server_is_started(String words, String found) {
        var run = CommandRun.of(words.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(found);
    }

    @Test
    void a_schema_in_the_way_is_a_refusal(TestDatabase database) {
        database.execute("CREATE SCHEMA coppice_bench");
        var run = CommandRun.on(database, "bench", "purge-each", "--n", "10", "--rounds", "1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("coppice: bench.schema-exists");
    }
}
