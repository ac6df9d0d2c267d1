package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class PruneCommandTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    PruneCommandTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 40);
    }

    @Test
    void without_execute_it_shows_the_plan_and_changes_nothing() {
        var run = prune(Shop.config(folder));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("└─ shop.file", "Nothing was changed.\nTo execute it:  coppice prune closed-carts");
        assertThat(carts()).isEqualTo("40");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
    }

    @Test
    void executing_creates_the_schema_after_saying_so_and_answers_one_document() {
        var run = prune(Shop.config(folder, "archive: { to: \"file:" + folder + "/archive\" }"), "--execute", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("Creating or migrating the schema coppice in jdbc:postgresql://");
        var report = run.json();
        assertThat(report.at("/campaign").asInt()).isEqualTo(1);
        assertThat(report.at("/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(report.at("/roots").asInt()).isEqualTo(30);
        assertThat(report.at("/rows/shop.line").asInt()).isEqualTo(60);
        assertThat(report.at("/chunks").asInt()).isPositive();
        assertThat(report.at("/quarantined").asInt(-1)).isZero();
        assertThat(report.at("/skippedLocked").asInt(-1)).isZero();
        assertThat(report.at("/archive/location").asString()).startsWith("file:");
        assertThat(report.at("/archive/frames").asInt()).isPositive();
        assertThat(report.at("/archive/bytes").asInt()).isPositive();
        assertThat(report.at("/elapsedMs").asInt(-1)).isNotNegative();
        assertThat(report.at("/stoppedBy").isNull()).isTrue();
        assertThat(carts()).isEqualTo("10");
    }

    @Test
    void the_report_reads_like_a_receipt() {
        assertThat(prune(Shop.config(folder), "--execute", "--reason", "spring", "--actor", "ana")
                        .out())
                .startsWith("Campaign 1 \"closed-carts\" is SUCCEEDED: everything that may go is gone.\n")
                .containsPattern("TABLE +GONE +GIVEN BACK +REUSABLE\n")
                .containsPattern("shop.line +60 +\\d.*\nshop.cart +30 +\\d.*\nshop.discount +20 +\\d.*\n\n")
                .contains("Space    reusable as estimated from the rows deleted, once it is vacuumed\n")
                .containsPattern("Work     110 rows in \\d+ chunks?, .*, 4 kept rows changed\n")
                .endsWith("By       ana: spring\n");
    }

    @Test
    void only_the_plan_of_the_hash_given_is_executed() {
        var config = Shop.config(folder);
        var hash = hash(config);
        database.execute("ALTER TABLE shop.line ADD COLUMN more int");

        var refused = prune(config, "--execute", "--approve", hash);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("coppice: plan.other\nPolicy \"closed-carts\" was not executed. Its plan is " + hash(config)
                        + " now, and " + hash + " was to be executed. Nothing was changed. Run \"coppice plan"
                        + " closed-carts\", look at it, and name its hash.");
        assertThat(carts()).isEqualTo("40");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
        assertThat(prune(config, "--execute", "--approve", hash(config)).exitCode())
                .isZero();
    }

    @Test
    void where_one_approval_is_wanted_naming_the_hash_is_one() {
        var config = Shop.config(folder, "approvals: 1");

        assertThat(prune(config, "--execute"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: approval.missing");
        assertThat(prune(config, "--execute", "--approve", hash(config), "--actor", "ana")
                        .exitCode())
                .isZero();
        assertThat(Shop.one(database, "SELECT actor FROM coppice.audit WHERE action = 'approval.signed'"))
                .isEqualTo("ana");
    }

    @Test
    void an_approval_may_be_given_beforehand_and_is_good_for_one_campaign() {
        var config = Shop.config(folder, "approvals: 1");
        CommandRun.on(database, "schema", "migrate");

        var approved = approve(config, hash(config), "ana");

        assertThat(approved.exitCode()).isZero();
        assertThat(approved.out())
                .contains("of policy \"closed-carts\" is approved by ana, for one execution before ")
                .contains("To execute it:  coppice prune closed-carts --execute");
        assertThat(approve(config, hash(config), "ben").err()).contains("coppice: approval.already-complete");
        assertThat(prune(config, "--execute", "--actor", "cleo").exitCode()).isZero();
        assertThat(prune(config, "--execute", "--actor", "cleo").err()).contains("coppice: approval.already-used");
    }

    @Test
    void where_two_approvals_are_wanted_neither_of_the_two_executes() {
        var config = Shop.config(folder, "approvals: 2");
        CommandRun.on(database, "schema", "migrate");

        assertThat(approve(config, hash(config), "ana").out()).contains("a second person must approve it before ");
        assertThat(approve(config, hash(config), "ana").err()).contains("coppice: approval.same-person");
        assertThat(prune(config, "--execute", "--approve", hash(config), "--actor", "ben"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: approval.incomplete");
        assertThat(approve(config, hash(config), "ben").out()).contains("is approved by ana and ben");
        assertThat(prune(config, "--execute", "--actor", "ben"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(
                        "coppice: approval.executor-signed\nPolicy \"closed-carts\" was not executed. Its plan must be"
                                + " approved by two people, and ben, who executes it, is one of them. Nothing was changed."
                                + " Have somebody execute it who has not approved it.");
        assertThat(Shop.one(database, "SELECT count(*) FROM coppice.campaign")).isEqualTo("0");
        assertThat(prune(config, "--execute", "--actor", "cleo").exitCode()).isZero();
    }

    @Test
    void a_hash_that_no_policy_has_is_not_approved() {
        CommandRun.on(database, "schema", "migrate");

        assertThat(approve(Shop.config(folder), "0123456789ab", "ana"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: plan.unknown\nPlan 0123456789ab was not approved.");
    }

    @Test
    void a_block_is_overridden_aloud_and_with_a_reason() {
        database.execute("DROP INDEX shop.line_cart_id_idx");
        var config = Shop.config(folder);

        assertThat(prune(config, "--execute"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: plan.blocked");
        assertThat(Shop.one(database, "SELECT to_regnamespace('coppice')")).isEqualTo("null");
        assertThat(prune(config, "--execute", "--override"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--override needs --reason");
        assertThat(prune(config, "--execute", "--override", "--reason", "small table")
                        .exitCode())
                .isZero();
        assertThat(Shop.one(database, "SELECT overridden_reason FROM coppice.campaign"))
                .isEqualTo("small table");
    }

    @Test
    void a_limit_that_is_reached_ends_with_4_and_says_how_to_take_more() {
        var run = prune(Shop.config(folder, "limits: { max-share: 25% }"), "--execute");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("is PARTIAL: it ended with eligible rows left.\n  The share of the table")
                .contains("To take more, in another campaign:  coppice prune closed-carts --execute");
        assertThat(carts()).isEqualTo("30");
    }

    @Test
    void a_freeze_refuses_and_the_next_execution_goes_on_with_the_campaign() {
        var config = Shop.config(folder);
        CommandRun.on(database, "schema", "migrate");
        CommandRun.on(database, "freeze", "--reason", "incident");

        var frozen = prune(config, "--execute", "--json");
        CommandRun.on(database, "unfreeze", "--reason", "over");
        var resumed = prune(config, "--execute", "--json");

        assertThat(frozen.exitCode()).isEqualTo(3);
        assertThat(frozen.json().at("/state").asString()).isEqualTo("INTERRUPTED");
        assertThat(frozen.json().at("/stoppedBy").asString()).isEqualTo("freeze");
        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err()).contains("Campaign 1 of this policy is unfinished (INTERRUPTED): going on with it.");
        assertThat(resumed.json().at("/campaign").asInt()).isEqualTo(1);
    }

    private CommandRun approve(String config, String hash, String actor) {
        return CommandRun.on(
                database, "plan", "approve", hash, "--config", config, "--actor", actor, "--reason", "looked at it");
    }

    private String hash(String config) {
        return CommandRun.on(database, "plan", "closed-carts", "--config", config, "--json")
                .json()
                .at("/hash")
                .asString();
    }

    private String carts() {
        return Shop.one(database, "SELECT count(*) FROM shop.cart");
    }

    private CommandRun prune(String config, String... options) {
        var words = new String[options.length + 4];
        words[0] = "prune";
        words[1] = "closed-carts";
        words[2] = "--config";
        words[3] = config;
        System.arraycopy(options, 0, words, 4, options.length);
        return CommandRun.on(database, words);
    }
}
