package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes no writes, and a role that may not create: looked at as any other, and never half changed. */
@PostgresTest(DATABASE)
class ReadOnlyServerTest {
    private final TestDatabase database;
    private String config = "";

    @TempDir
    Path folder;

    ReadOnlyServerTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 40);
        config = Shop.config(folder);
    }

    @Test
    void it_is_read_and_what_would_write_is_refused() {
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
                + " current_database()); END $$");

        assertThat(run("init", "--out", folder.resolve("new.yaml").toString()))
                .returns(0, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .contains("old-cart:");
        assertThat(run("doctor", "--json"))
                .returns(3, CommandRun::exitCode)
                .extracting(run -> run.json().at("/findings/0/check").asString())
                .isEqualTo("read-only-server");
        assertThat(run("plan", "closed-carts", "--json"))
                .returns(0, CommandRun::exitCode)
                .extracting(run -> run.json().at("/blocked").asBoolean())
                .isEqualTo(true);
        assertThat(run("prune", "closed-carts", "--execute"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: plan.blocked");
        assertThat(run("prune", "closed-carts", "--execute", "--override", "--reason", "try", "--json"))
                .returns(3, CommandRun::exitCode)
                .satisfies(run ->
                        assertThat(run.json().at("/error/effect").asString()).isEqualTo("NONE"))
                .extracting(run -> run.json().at("/error/code").asString())
                .isEqualTo("schema.read-only");
    }

    @Test
    void a_role_that_may_not_create_the_schema_is_told_so_and_nothing_is_there() {
        database.execute("CREATE ROLE shop_reader LOGIN; GRANT USAGE ON SCHEMA shop TO shop_reader;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA shop TO shop_reader");

        var run = CommandRun.of(
                "prune",
                "closed-carts",
                "--execute",
                "--json",
                "--config",
                config,
                "--url",
                database.url() + "?user=shop_reader");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json().at("/error/code").asString()).isEqualTo("schema.not-permitted");
        assertThat(run.json().at("/error/effect").asString()).isEqualTo("NONE");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
        database.execute("DROP OWNED BY shop_reader; DROP ROLE shop_reader");
    }

    private CommandRun run(String... words) {
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return CommandRun.on(database, all);
    }
}
