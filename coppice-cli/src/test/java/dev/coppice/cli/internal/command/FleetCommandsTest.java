package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over several databases of one coppice.yaml. */
@PostgresTest(DATABASE)
class FleetCommandsTest {
    @TempDir
    Path folder;

    private final TestDatabase database;
    private Fleet fleet;

    FleetCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        fleet = Fleet.of(database, folder);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void lists_are_merged_and_one_that_is_down_hides_no_other() {
        fleet.shops();
        fleet.migrate();
        fleet.hold("eu-1", "shop.cart");
        fleet.hold("orders", "shop.line");

        var table = fleet.withDown("hold", "list");
        var json = fleet.withDown("hold", "list", "--json").json();

        assertThat(table.exitCode()).isEqualTo(4);
        assertThat(table.err())
                .startsWith("targets: orders, eu-1, eu-2, from ")
                .contains(
                        "coppice: target.unreachable\ntarget eu-2: No connection to jdbc:postgresql://127.0.0.1:1/shop could "
                                + "be opened.");
        assertThat(table.out())
                .startsWith("DATABASE  HOLD  TARGET")
                .containsSubsequence("\neu-1      1     shop.cart", "\norders    1     shop.line");
        assertThat(Fleet.texts(json.at("/items"), "/database")).containsExactly("eu-1", "orders");
        assertThat(Fleet.texts(json.at("/items"), "/target")).containsExactly("shop.cart", "shop.line");
        assertThat(json.at("/items/0/reason").asString()).isEqualTo("case 118");
        assertThat(Fleet.texts(json.at("/targets"), "/target")).containsExactly("orders", "eu-1", "eu-2");
        assertThat(json.at("/targets/0/error").isNull()).isTrue();
        assertThat(json.at("/targets/2/error/code").asString()).isEqualTo("target.unreachable");
    }

    @Test
    void one_that_was_named_is_listed_as_if_it_were_alone() {
        fleet.shops();
        fleet.migrate();
        fleet.hold("eu-1", "shop.cart");

        var run = fleet.withDown("hold", "list", "--target", "eu-1", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("target: eu-1, jdbc:postgresql://");
        assertThat(run.json().at("/items/0/target").asString()).isEqualTo("shop.cart");
        assertThat(run.json().has("targets")).isFalse();
        assertThat(fleet.withDown("hold", "list", "--target", "eu-2").exitCode())
                .isEqualTo(1);
    }

    @Test
    void each_database_has_pages_of_its_own() {
        fleet.shops();
        fleet.migrate();
        fleet.hold("eu-1", "shop.cart");
        fleet.hold("eu-1", "shop.line");
        fleet.hold("orders", "shop.cart");

        var page = fleet.run("hold", "list", "--limit", "1", "--json").json();
        var text = fleet.run("hold", "list", "--limit", "1").out();

        assertThat(Fleet.texts(page.at("/items"), "/database")).containsExactly("eu-1", "orders");
        assertThat(page.at("/targets/0/next").isNull()).isTrue();
        assertThat(page.at("/targets/1/next").asString()).isEqualTo("1");
        assertThat(text).endsWith("\nMore of eu-1 with --target eu-1 --next 1.\n");
        assertThat(fleet.run("hold", "list", "--next", "1"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--next goes on in one database: give the --target whose page answered it");
        assertThat(fleet.run("hold", "list", "--next", "1", "--target", "eu-1").out())
                .contains("shop.line")
                .doesNotContain("shop.cart");
    }

    @Test
    void where_none_answers_the_command_has_failed() {
        var run = fleet.run("hold", "list");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("coppice: schema.missing\ntarget orders: ", "coppice: schema.missing\ntarget eu-1: ");
        assertThat(fleet.withDown("campaign", "list").exitCode()).isEqualTo(1);
    }

    @Test
    void schema_doctor_and_check_go_over_those_their_policies_run_in() {
        Shop.open(database, 8);
        fleet.run("schema", "migrate", "--target", "eu-1");

        var schema = fleet.run("schema", "status", "--json").json();
        var check = fleet.run("policy", "check", "--json");
        var doctor = fleet.run("doctor", "orders-only", "--json");

        assertThat(Fleet.texts(schema.at("/items"), "/state")).containsExactly("absent", "current");
        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(check.json().at("/ok").asBoolean()).isFalse();
        assertThat(Fleet.texts(check.json().at("/problems"), "/target")).containsExactly("eu-1", "eu-1");
        assertThat(Fleet.texts(check.json().at("/problems"), "/policy")).containsExactly("closed-carts", "open-carts");
        assertThat(check.json().at("/targets/0/policies").asInt()).isEqualTo(2);
        assertThat(doctor.err()).startsWith("targets: orders, from ");
        assertThat(Fleet.texts(doctor.json().at("/targets"), "/target")).containsExactly("orders");
        assertThat(fleet.run("policy", "check").out())
                .startsWith("TARGET  POLICY        PROBLEM\neu-1    closed-carts  ");
    }

    @Test
    void doctor_ends_with_3_on_a_block_in_any_of_them() {
        Shop.open(database, 8);
        Shop.open(fleet.eu(), 8);

        assertThat(fleet.run("doctor", "closed-carts").exitCode()).isZero();
        fleet.eu().execute("DROP INDEX shop.line_cart_id_idx");
        var run = fleet.run("doctor", "closed-carts", "--json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(StreamSupport.stream(run.json().at("/findings").spliterator(), false)
                        .filter(finding -> finding.at("/severity").asString().equals("block")))
                .isNotEmpty()
                .allMatch(finding -> finding.at("/target").asString().equals("eu-1"));
        assertThat(fleet.withDown("doctor", "open-carts").exitCode()).isEqualTo(3);
    }

    @Test
    void policies_are_listed_with_the_targets_they_run_in_and_no_database_is_asked() {
        var run = fleet.withDown("policy", "list");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("POLICY        TARGETS       TABLE      WHEN")
                .contains("\nclosed-carts  orders, eu-1  shop.cart", "\nopen-carts    eu-1, eu-2    shop.cart");
        assertThat(fleet.withDown("policy", "list", "--json")
                        .json()
                        .at("/items/1/targets/1")
                        .asString())
                .isEqualTo("eu-2");
        assertThat(fleet.run("policy", "list", "--target", "eu-1").out())
                .contains("closed-carts", "open-carts")
                .doesNotContain("orders-only");
    }

    @Test
    void what_acts_on_one_thing_asks_for_its_target() {
        assertThat(fleet.run("campaign", "show", "1"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .isEqualTo(
                        "coppice: target.several\nThe command works on one database, and several are declared. They are: "
                                + "orders, eu-1. Nothing was done. Name one with --target; \"coppice target list\" shows them.\n");
        assertThat(fleet.run("plan", "open-carts", "--target", "orders"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .endsWith(
                        "coppice: policy.elsewhere\nPolicy \"open-carts\" does not run in target \"orders\". It runs in: eu-*. "
                                + "Nothing was done. Name one of these with --target, or add this one to the targets of the policy.\n");
        assertThat(fleet.run("hold", "list", "--target", "eu-1", "--server", "https://127.0.0.1:1"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: server.no-token\n");
    }
}
