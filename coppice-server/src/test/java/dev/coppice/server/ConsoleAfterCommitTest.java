package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Forms whose database goes away while they are carried out: a page that says nothing was changed is true. */
@PostgresTest(Isolation.DATABASE)
class ConsoleAfterCommitTest {
    private final TestDatabase database;
    private final FaultyDataSource faulty;
    private final AwayDataSource away;

    ConsoleAfterCommitTest(TestDatabase database) {
        this.database = database;
        this.faulty = FaultyDataSource.over(database.dataSource());
        this.away = new AwayDataSource(faulty, Integer.MAX_VALUE);
        PruningServer.open(database);
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "could not be kept yet")
    void a_hold_whose_commit_is_lost_with_the_database_is_placed_once() {
        int unsaid = 0;
        try (var server = LiveServer.on(
                database, config -> ServerConfig.given(OfRequests.fail(away.source(), database.dataSource())))) {
            var ana = new ConsoleSession(server, Role.ADMIN);
            for (int commit = 1; commit <= 4; commit++) {
                for (int connections = 2; connections <= 5; connections++) {
                    var origin = "case " + commit + "." + connections;
                    String[] form = {
                        "table",
                        "shop.cart",
                        "key",
                        "1",
                        "origin",
                        origin,
                        "reason",
                        "a test",
                        "once",
                        "o" + commit + connections
                    };
                    faulty.arm(PlannedFault.commit(commit).after());
                    away.leave(connections);
                    var page = ConsoleSession.text(ana.send("/brakes/hold-rows", form));
                    away.back();
                    faulty.disarm();
                    if (holds(origin) == 1) {
                        unsaid++;
                        assertThat(page).as(origin).doesNotContain("othing was changed", "changed nothing");
                    }
                    ana.send("/brakes/hold-rows", form);
                    assertThat(holds(origin)).as(origin + page).isLessThanOrEqualTo(1);
                }
            }
        }
        assertThat(unsaid).isPositive();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "could not be kept yet")
    void a_restore_whose_page_cannot_be_drawn_says_that_rows_are_back(@TempDir Path folder) {
        var policies = PruningServer.policies("archive: { to: \"file:" + folder + "/archive\" }");
        int committed = 0;
        try (var server = LiveServer.on(
                database,
                config -> ServerConfig.given(OfRequests.fail(away.source(), database.dataSource()))
                        .pruning(policies))) {
            Campaigns.on(database.dataSource())
                    .execute(policies.getFirst(), CampaignOptions.by(Act.of("ana", "a test")), CampaignListener.NONE);
            var ana = new ConsoleSession(server, Role.ADMIN);
            for (int connections = 9; connections <= 22; connections++) {
                database.execute("DELETE FROM shop.line WHERE cart_id = 1; DELETE FROM shop.cart WHERE id = 1");
                away.leave(connections);
                var page = ConsoleSession.text(ana.send(
                        "/archives/1/restore", "on-conflict", "skip", "reason", "a test", "once", "o" + connections));
                away.back();
                if (count("shop.cart WHERE id = 1") == 1) {
                    committed++;
                    assertThat(page).as(connections + " connections").doesNotContain("othing was changed");
                }
            }
        }
        assertThat(committed).isPositive();
    }

    private long holds(String origin) {
        return count("coppice.hold WHERE origin = '" + origin + "'");
    }

    private long count(String rows) {
        return Long.parseLong(PruningServer.one(database, "SELECT count(*) FROM " + rows));
    }
}
