package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandProcess;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own on one database, and one of them killed. */
@PostgresTest(DATABASE)
class ServersTest {
    @TempDir
    Path folder;

    @Test
    void a_second_server_ends_the_teardown_of_one_that_was_killed(TestDatabase database) throws Exception {
        try (var house = Household.in(database, folder)) {
            house.run("deprovision graph kg1 --execute --detach");
            house.service().hold("/grants/c-kg1");
            try (var first = CommandProcess.start(database, folder, house.words("serve"))) {
                house.service().awaitHeld();
                try (var second = CommandProcess.start(database, folder, house.words("serve"))) {
                    second.saidUntil("jobs started");
                    first.kill();
                    house.leasesRunOut();

                    house.await("SELECT count(*) = 2 FROM coppice.operation WHERE state = 'succeeded'");

                    second.signal("TERM");
                    second.ended();
                }
            }
            assertThat(house.one("SELECT count(DISTINCT worker) FROM coppice.operation_attempt"))
                    .isEqualTo("2");
            assertThat(house.service().removals())
                    .containsExactlyInAnyOrder("/grants/c-kg1", "/bills/kg1", "/grants/c-kg1_a", "/bills/kg1_a");
            assertThat(house.state())
                    .contains("certified kg1 kg1_a", "backups 1 of 10 rows", "documents kg2 kg2 kg2 sec");
        }
    }
}
