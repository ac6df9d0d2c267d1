package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.DeclaredTargets;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One policy in several databases. */
@PostgresTest(DATABASE)
class FleetPruneTest {
    @TempDir
    Path folder;

    private final TestDatabase database;
    private Fleet fleet;

    FleetPruneTest(TestDatabase database) {
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
    void a_policy_for_several_databases_is_not_executed_before_they_are_named() {
        var run = fleet.run("prune", "closed-carts", "--execute");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "coppice: target.several\nThe command works on one database, and several are declared. They are: "
                                + "orders, eu-1. Nothing was done. Name one with --target, or all of them with --every-target.\n");
        assertThat(carts(database)).isEqualTo("8");
    }

    @Test
    void a_policy_for_one_database_of_several_finds_it_and_says_how_to_go_on_there() {
        var plan = fleet.run("plan", "orders-only");

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.err()).startsWith("target: orders, jdbc:postgresql://");
        assertThat(plan.out()).containsPattern("prune orders-only --execute --approve \\w+ --target orders --config ");
        assertThat(fleet.run("prune", "orders-only", "--execute").exitCode()).isZero();
        assertThat(fleet.run("campaign", "list", "--json")
                        .json()
                        .at("/items/0/target")
                        .asString())
                .isEqualTo("orders");
    }

    @Test
    void every_target_is_planned_first_and_then_pruned_one_after_another() {
        var run = fleet.run("prune", "closed-carts", "--execute", "--every-target");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "== orders ==\nPolicy \"closed-carts\": 6 rows",
                        "== eu-1 ==\nPolicy \"closed-carts\": 30 rows",
                        "== orders ==\nCampaign 1 \"closed-carts\" is SUCCEEDED",
                        "== eu-1 ==\nCampaign 1 \"closed-carts\" is SUCCEEDED",
                        "TARGET  CAMPAIGN  RESULT     EXIT\norders  1         SUCCEEDED  0\neu-1    1         SUCCEEDED  0\n");
        assertThat(run.err()).containsSubsequence("targets: orders, eu-1, from ", "target: orders, ", "target: eu-1, ");
        assertThat(carts(database)).isEqualTo("2");
        assertThat(carts(fleet.eu())).isEqualTo("10");
    }

    @Test
    void without_execute_the_plans_of_all_are_shown_and_nothing_is_written() {
        var run = fleet.run("prune", "closed-carts", "--every-target", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.json().at("/items/0/target").asString()).isEqualTo("orders");
        assertThat(run.json().at("/items/0/plan/roots/count").asInt()).isEqualTo(6);
        assertThat(run.json().at("/items/1/plan/roots/count").asInt()).isEqualTo(30);
        assertThat(run.json().at("/items/1/campaign").isNull()).isTrue();
        assertThat(carts(fleet.eu())).isEqualTo("40");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
    }

    @Test
    void one_that_is_down_or_frozen_keeps_no_other_waiting_and_the_worst_decides_the_exit_code() {
        fleet.run("schema", "migrate", "--target", "eu-1");
        fleet.run("freeze", "--target", "eu-1", "--reason", "incident");

        var frozen = fleet.run("prune", "closed-carts", "--execute", "--every-target", "--json");
        var down = fleet.withDown("prune", "open-carts", "--execute", "--every-target", "--json");

        assertThat(frozen.exitCode()).isEqualTo(3);
        assertThat(frozen.json().at("/items/0/campaign/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(frozen.json().at("/items/1/campaign/stoppedBy").asString()).isEqualTo("freeze");
        assertThat(frozen.json().at("/items/1/exitCode").asInt()).isEqualTo(3);
        assertThat(down.exitCode()).isEqualTo(1);
        assertThat(down.json().at("/items/1/error/code").asString()).isEqualTo("target.unreachable");
        assertThat(down.err()).contains("coppice: target.unreachable\ntarget eu-2: ");
    }

    @Test
    void a_plan_of_one_database_is_not_approved_for_all() {
        assertThat(fleet.run("prune", "closed-carts", "--execute", "--every-target", "--approve", "0123456789ab"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--approve names the plan of one database: give --target with it. Nothing was done.");
    }

    @Test
    void whoever_ends_the_command_is_heard_before_the_next_database_is_begun() {
        var file = Optional.of(Path.of(fleet.config(false)));
        var err = new StringWriter();
        CoppiceCommand root = CommandLines.create()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .getCommand();
        var policy = DeclaredPolicies.of(file).named("closed-carts");

        var exitCode = new PrunedEverywhere(root, policy, target -> ended(policy, target))
                .told(DeclaredTargets.of(file).all(), true);

        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString())
                .contains("No further database is begun; what is left is told at the end.")
                .contains("coppice: test.ended\ntarget orders: ")
                .contains(
                        "coppice: prune.not-begun\ntarget eu-1: Policy \"closed-carts\" was not executed. The command was told"
                                + " to stop before it came to this database. Nothing was done there. Run the command again: it goes"
                                + " on where it was stopped.");
    }

    /** A campaign during which somebody ends the process. */
    private static CampaignDocument ended(Policy policy, Target target) {
        var heard = new CountDownLatch(1);
        try (var signals = StopSignals.take(heard::countDown)) {
            new ProcessBuilder(
                            "kill",
                            "-TERM",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(signals.asked()).isTrue();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("the signal was not sent", broken);
        }
        throw Fault.of("test.ended", Fault.Kind.REFUSED)
                .refused(policy.name() + " was ended in " + target.called() + ".")
                .exception();
    }

    private static String carts(TestDatabase where) {
        return Shop.one(where, "SELECT count(*) FROM shop.cart");
    }
}
