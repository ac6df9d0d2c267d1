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

/** A freeze of several databases. */
@PostgresTest(DATABASE)
class FleetFreezeTest {
    @TempDir
    Path folder;

    private final TestDatabase database;
    private Fleet fleet;

    FleetFreezeTest(TestDatabase database) {
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
    void a_freeze_of_all_says_which_is_down_and_can_be_repeated() {
        fleet.migrate();
        fleet.run("freeze", "--target", "eu-1", "--reason", "earlier", "--actor", "ben");

        assertThat(fleet.withDown("freeze", "--reason", "incident"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("Name one with --target, or all of them with --every-target.");
        var first = fleet.withDown("freeze", "--every-target", "--reason", "incident", "--actor", "ana");
        var again = fleet.run("freeze", "--every-target", "--reason", "incident", "--actor", "ana", "--json");

        assertThat(first.exitCode()).isEqualTo(4);
        assertThat(first.out()).isEqualTo("""
                TARGET  NOW                            BY   REASON
                orders  frozen                         ana  incident
                eu-1    frozen, as before              ben  earlier
                eu-2    not known: target.unreachable
                2 of 3 are frozen. Not known to be: eu-2. Run the command again once they answer: the others stay as they are.
                """);
        assertThat(again.exitCode()).isZero();
        assertThat(Fleet.texts(again.json().at("/items"), "/changed")).containsExactly("false", "false");
        assertThat(Shop.one(database, "SELECT count(*) FROM coppice.audit WHERE action = 'freeze.frozen'"))
                .isEqualTo("1");
        assertThat(fleet.run("unfreeze", "--every-target", "--reason", "over").out())
                .endsWith("All 2 are no longer frozen.\n");
        assertThat(fleet.run("unfreeze", "--every-target", "--reason", "over").exitCode())
                .isZero();
        assertThat(CommandRun.on(database, "freeze", "--every-target", "--reason", "x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--every-target and --url were both given.");
    }
}
