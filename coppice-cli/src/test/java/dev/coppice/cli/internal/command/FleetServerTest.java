package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.CoppiceServer;
import dev.coppice.server.ServerConfig;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask one server over several databases, one of which is down. */
@PostgresTest(DATABASE)
class FleetServerTest {
    @TempDir
    Path folder;

    private final TestDatabase database;
    private Fleet fleet;

    FleetServerTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        fleet = Fleet.of(database, folder);
        fleet.shops();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void what_is_asked_of_it_is_done_in_the_target_that_is_named() throws Exception {
        try (var process = CommandProcess.declared(
                database, folder, "serve", "--home", "orders", "--config", fleet.config(true))) {
            var url = process.saidUntil("server started url=").replaceAll("(?s).*server started url=(\\S+).*", "$1");
            var notes = process.saidUntil("schema migrate --target eu-2");
            assertThat(notes)
                    .contains("target eu-1: created or migrated the schema coppice", "coppice: target.unreachable");
            var there = new There(url, token());

            shown(there);
            pruned(there);
            frozen(there);
            refused(there);
            process.signal("TERM");
            process.ended();
        }
    }

    private String token() {
        return CommandRun.on(database, "token", "create", "ops", "--role", "admin", "--reason", "x", "--json")
                .json()
                .at("/secret")
                .asString();
    }

    private static void shown(There there) {
        var list = there.run("target", "list");

        assertThat(list.exitCode()).as(list.err()).isEqualTo(4);
        assertThat(list.out().lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactly("TARGET", "orders", "eu-1", "eu-2");
        assertThat(list.err()).contains("target eu-2: ", "cannot reach the database of target \"eu-2\"");
        assertThat(there.run("target", "list", "--target", "eu-1").out().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("eu-1 ");
        assertThat(there.run("target", "list", "--json")
                        .json()
                        .at("/items/1/found/schema/state")
                        .asString())
                .isEqualTo("current");
    }

    private void pruned(There there) {
        var pruned = there.run("prune", "closed-carts", "--execute", "--reason", "x", "--target", "eu-1");

        assertThat(pruned.exitCode()).as(pruned.err()).isZero();
        assertThat(Shop.one(fleet.eu(), "SELECT count(*) FROM shop.cart")).isEqualTo("10");
        assertThat(Shop.one(database, "SELECT count(*) FROM shop.cart")).isEqualTo("8");
        assertThat(there.run("campaign", "show", "1", "--target", "eu-1").out()).contains("closed-carts");
        assertThat(there.run("campaign", "show", "1").err()).contains("campaign.");
        assertThat(there.run("policy", "list", "--target", "eu-1", "--json").out())
                .contains("open-carts")
                .doesNotContain("orders-only");
    }

    private void frozen(There there) {
        there.run("freeze", "--target", "eu-1", "--reason", "earlier");
        var all = there.run("freeze", "--every-target", "--reason", "incident");

        assertThat(all.exitCode()).as(all.err()).isEqualTo(4);
        assertThat(all.out()).isEqualTo("""
                TARGET  NOW                                     BY   REASON
                orders  frozen                                  ops  incident
                eu-1    frozen, as before                       ops  earlier
                eu-2    not known: server.database-unreachable
                2 of 3 are frozen. Not known to be: eu-2. Run the command again once they answer: the others stay as they are.
                """);
        assertThat(there.run("unfreeze", "--every-target", "--reason", "over").exitCode())
                .isEqualTo(4);
        assertThat(Shop.one(fleet.eu(), "SELECT frozen_at IS NULL FROM coppice.hold_epoch"))
                .isEqualTo("t");
    }

    private static void refused(There there) {
        assertThat(there.run("freeze", "--every-target", "--target", "eu-1", "--reason", "x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--every-target and --target were both given.");
        assertThat(there.run("token", "list", "--target", "eu-1"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .endsWith(
                        "coppice: target.of-home\nThe server was not asked. --target names one of the databases the server"
                                + " prunes, and what is asked for, \"tokens\", lies in its home alone. Nothing was done. Leave"
                                + " --target out.\n");
        for (var words : List.of(
                "erase --subject user:1", "erase --subject user:1 --execute --reason r", "erase check", "erase list")) {
            assertThat(there.run((words + " --target eu-1").split(" ", -1)))
                    .as(words)
                    .returns(2, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains("coppice: target.of-home")
                    .endsWith("Nothing was done. A server erases in its home alone. Erase there with --target eu-1 and"
                            + " without --server.\n");
        }
        for (var words : List.of("hold list", "campaign show 1")) {
            assertThat(there.run((words + " --target eu-9").split(" ", -1)).err())
                    .contains("coppice: target.not-found");
        }
        assertThat(there.run("prune", "closed-carts", "--every-target").err())
                .contains("--every-target is not taken with a server");
    }

    @Test
    void a_server_on_one_database_says_that_it_has_no_targets() {
        fleet.migrate();
        var config = ServerConfig.pooled(database.url(), database.user(), database.password());
        try (var server = CoppiceServer.of(config).start()) {
            var there = new There(server.url(), token());

            assertThat(there.run("hold", "list", "--target", "eu-1"))
                    .returns(2, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains(
                            "coppice: target.on-server\nThe server was not asked. --target names one of several databases,"
                                    + " and the server works on one alone. Nothing was done. Leave --target out, or --server to"
                                    + " work on the database from here.\n");
            for (var words : List.of("target list", "freeze --every-target --reason x")) {
                assertThat(there.run(words.split(" ", -1)))
                        .returns(2, CommandRun::exitCode)
                        .extracting(CommandRun::err)
                        .asString()
                        .contains("coppice: target.on-server\n", "the server works on one alone");
            }
        }
    }

    @Test
    void a_file_with_targets_is_served_from_a_home_that_is_named() {
        assertThat(fleet.run("serve"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(
                        "They are: orders, eu-1. Nothing was done. Serve one of them with --target, or all of them with"
                                + " --home and the name of the one that is the server's home.");
        assertThat(CommandRun.of("serve", "--home", "eu-9").err()).contains("or leave --home out.");
        assertThat(fleet.run("serve", "--home", "eu-9").err()).contains("coppice: target.unknown");
        assertThat(fleet.run("serve", "--home", "orders", "--target", "eu-1").err())
                .contains("--home and --target were both given.");
    }

    /** Who asks a server. */
    private record There(String url, String token) {
        CommandRun run(String... words) {
            return CommandRun.of(Stream.concat(Arrays.stream(words), Stream.of("--server", url, "--token", token))
                    .toArray(String[]::new));
        }
    }
}
