package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(DATABASE)
class ControlCommandsTest {
    private final TestDatabase database;

    ControlCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        assertThat(run("schema", "migrate").exitCode()).isZero();
        database.execute("CREATE TABLE ${schema}.session (id bigint PRIMARY KEY)");
    }

    @Test
    void a_hold_is_placed_listed_and_released_and_each_act_is_in_the_trail() {
        var table = database.schema() + ".session";

        assertThat(run("hold", "add", table, "4711", "--reason", "case 118", "--actor", "ana"))
                .returns(0, CommandRun::exitCode)
                .returns("Hold 1 is in force: " + table + " 4711.\n", CommandRun::out);
        var listed = run("hold", "list", "--json").json();
        assertThat(listed.at("/items/0/reason").asString()).isEqualTo("case 118");
        assertThat(listed.at("/items/0/placedBy").asString()).isEqualTo("ana");
        assertThat(listed.at("/next").isNull()).isTrue();
        assertThat(run("hold", "release", "1", "--reason", "closed", "--actor", "ben")
                        .out())
                .isEqualTo("Hold 1 is released: " + table + " 4711.\n");
        assertThat(run("hold", "list").out()).isEqualTo("There is no hold.\n");
        assertThat(run("audit", "list", "--by", "ben", "--json")
                        .json()
                        .at("/items/0/action")
                        .asString())
                .isEqualTo("hold.released");
        assertThat(run("audit", "verify"))
                .returns(0, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .startsWith("The trail is whole: 2 entries, ending in ");
    }

    @Test
    void a_hold_names_a_row_a_whole_table_or_a_resource_and_never_a_table_by_accident() {
        var table = database.schema() + ".session";

        assertThat(run("hold", "add", table, "--reason", "x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(
                        "Give the key of a row behind the table, or --whole-table to hold all of it. Nothing was done.");
        assertThat(run("hold", "add", table, "--whole-table", "--reason", "x").exitCode())
                .isZero();
        assertThat(run("hold", "add", "--kind", "graph", "kg1", "--reason", "x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: kind.none");
    }

    @Test
    void a_list_is_read_page_by_page() {
        var table = database.schema() + ".session";
        for (int id = 1; id <= 3; id++) {
            run("hold", "add", table, Integer.toString(id), "--reason", "x");
        }

        var first = run("hold", "list", "--limit", "2", "--json").json();
        var second = run(
                        "hold",
                        "list",
                        "--limit",
                        "2",
                        "--next",
                        first.at("/next").asString(),
                        "--json")
                .json();

        assertThat(first.at("/items").size()).isEqualTo(2);
        assertThat(second.at("/items").size()).isEqualTo(1);
        assertThat(second.at("/items/0/target").asString()).isEqualTo(table + " 3");
    }

    @Test
    void a_freeze_stands_until_it_is_lifted() {
        assertThat(run("freeze", "--reason", "incident").out())
                .isEqualTo("Frozen: no chunk begins until \"coppice unfreeze\".\n");
        assertThat(run("freeze", "--reason", "again"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: freeze.already-frozen");
        assertThat(run("unfreeze", "--reason", "over", "--json")
                        .json()
                        .at("/frozen")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void a_changed_trail_ends_in_failure_and_names_the_entry() {
        run("freeze", "--reason", "incident");
        run("unfreeze", "--reason", "over");
        database.execute("ALTER TABLE coppice.audit DISABLE TRIGGER ALL;"
                + "UPDATE coppice.audit SET reason = 'nothing happened' WHERE seq = 1");

        assertThat(run("audit", "verify"))
                .returns(1, CommandRun::exitCode)
                .returns(
                        "The trail was changed. Entry 1: it is not what it was when it was written.\n",
                        CommandRun::out);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
