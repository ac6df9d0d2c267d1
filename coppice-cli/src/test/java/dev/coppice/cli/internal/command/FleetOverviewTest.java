package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several databases at a glance. */
@PostgresTest(DATABASE)
class FleetOverviewTest {
    @TempDir
    Path folder;

    private final TestDatabase database;
    private Fleet fleet;

    FleetOverviewTest(TestDatabase database) {
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
    void the_overview_shows_each_database_at_a_glance() {
        fleet.migrate();
        Shop.open(database, 8);
        fleet.run("prune", "closed-carts", "--target", "orders", "--execute");
        fleet.hold("orders", "shop.discount");
        fleet.run("freeze", "--target", "eu-1", "--reason", "incident", "--actor", "ana");

        var run = fleet.withDown("target", "list", "--json");
        var text = fleet.withDown("target", "list").out();

        assertThat(run.exitCode()).isEqualTo(4);
        var items = run.json().at("/items");
        assertThat(Fleet.texts(items, "/target")).containsExactly("orders", "eu-1", "eu-2");
        assertThat(Fleet.texts(items, "/reachable")).containsExactly("true", "true", "false");
        assertThat(items.at("/0/address").asString()).isEqualTo(database.url());
        assertThat(items.at("/0/found/postgres").asString()).isNotBlank();
        assertThat(items.at("/0/found/schema/state").asString()).isEqualTo("current");
        assertThat(Fleet.texts(items.at("/0/policies"), "")).containsExactly("closed-carts", "orders-only");
        assertThat(items.at("/0/found/work/lastEnded/policy").asString()).isEqualTo("closed-carts");
        assertThat(items.at("/0/found/work/lastEnded/state").asString()).isEqualTo("SUCCEEDED");
        assertThat(items.at("/0/found/work/underWay").size()).isZero();
        assertThat(items.at("/0/found/work/holds").asInt()).isEqualTo(1);
        assertThat(items.at("/1/found/work/freeze/by").asString()).isEqualTo("ana");
        assertThat(items.at("/2/error/code").asString()).isEqualTo("target.unreachable");
        assertThat(text)
                .containsPattern("orders .* current \\d+ +2 +none +1 closed-carts SUCCEEDED +0 +1\n")
                .containsPattern("eu-2 .* not reachable +- +1 ")
                .containsPattern("eu-1 is frozen since .* by ana: incident\n$");
    }

    @Test
    void the_overview_shows_a_database_without_the_schema_and_one_alone() {
        var several = fleet.run("target", "list", "--json").json();
        var alone = CommandRun.on(database, "target", "list", "--json");

        assertThat(several.at("/items/0/found/schema/state").asString()).isEqualTo("absent");
        assertThat(several.at("/items/0/found/work").isNull()).isTrue();
        assertThat(alone.exitCode()).isZero();
        assertThat(alone.json().at("/items/0/target").isNull()).isTrue();
    }
}
