package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Servers that run policies by themselves. */
@PostgresTest(Isolation.DATABASE)
class ScheduledServersTest {
    private static final String NIGHTLY = "schedule: \"0 3 * * *\"";

    @Test
    void of_three_servers_one_begins_and_executes_what_is_due(TestDatabase database) {
        PruningServer.open(database);
        var servers = new ArrayList<PruningServer>();
        try {
            for (int number = 1; number <= 3; number++) {
                servers.add(PruningServer.on(database, NIGHTLY));
            }
            database.execute("INSERT INTO coppice.notification (topic, subject, payload, created_at, due_at)"
                    + " VALUES ('test.old', 'a test', '{}', '2026-01-01', '2026-01-01')");
            servers.forEach(server -> server.live.work());
            Waiting.until(() -> one(database, "SELECT count(*) FROM coppice.policy_schedule")
                    .equals("1"));
            database.execute("UPDATE coppice.policy_schedule SET since_at = now() - interval '2 d',"
                    + " looked_until_at = now() - interval '24 h'");

            Waiting.until(() -> one(database, "SELECT count(*) FROM coppice.campaign WHERE state = 'SUCCEEDED'")
                    .equals("1"));

            assertThat(one(database, "SELECT string_agg(decision || campaign_id, ' ') FROM coppice.policy_run"))
                    .isEqualTo("begun1");
            assertThat(one(database, "SELECT count(*) || ' ' || sum(roots) FROM coppice.campaign"))
                    .isEqualTo("1 300");
            assertThat(one(database, "SELECT count(*) FROM coppice.job WHERE task_name = 'run-schedules'"))
                    .isEqualTo("1");
            Waiting.until(() -> one(database, "SELECT count(*) FROM coppice.notification WHERE topic = 'test.old'")
                    .equals("0"));
            assertThat(servers.getFirst().acts()).isEqualTo("campaign.created campaign.asked");
        } finally {
            servers.forEach(PruningServer::close);
        }
    }

    private static String one(TestDatabase database, String query) {
        return PruningServer.one(database, query);
    }
}
