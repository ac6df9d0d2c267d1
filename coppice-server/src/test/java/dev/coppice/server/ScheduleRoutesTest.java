package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.Backlogs;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

/** Due times, what became of them, and whether policies keep up, over HTTP and on the pages. */
@PostgresTest(Isolation.DATABASE)
class ScheduleRoutesTest {
    private static final String NIGHTLY = "schedule: \"0 3 * * *\"";

    @Test
    void due_times_their_ends_and_the_backlog_are_told(TestDatabase database) {
        PruningServer.open(database);
        try (var server = PruningServer.on(database, NIGHTLY)) {
            var coming = json(server.get("due-times?limit=40", server.viewer));
            assertThat(coming.at("/items").size()).isEqualTo(31);
            assertThat(coming.at("/items/0/policy").asString()).isEqualTo("closed-carts");
            assertThat(coming.at("/items/0/dueAt").asString()).endsWith("T03:00:00Z");
            assertThat(coming.at("/items/0/schedule").asString()).isEqualTo("0 3 * * * of UTC");
            assertThat(json(server.get("due-times?limit=2", server.viewer))
                            .at("/items")
                            .size())
                    .isEqualTo(2);

            var path = "policies/closed-carts/";
            var unknown = json(server.get(path + "keeping-up", server.viewer));
            assertThat(unknown.at("/outlook").asString()).isEqualTo("unknown");
            assertThat(unknown.at("/sentence").asString()).isEqualTo("Not known: no server has looked yet.");
            Backlogs.on(database.dataSource()).look(PruningServer.policies().getFirst());
            var known = json(server.get(path + "keeping-up", server.viewer));
            assertThat(known.at("/eligible").asLong()).isEqualTo(300);
            assertThat(known.at("/eligibleExact").asBoolean()).isTrue();
            assertThat(known.at("/crossingPerDay").asDouble()).isZero();
            assertThat(known.at("/nextDueAt").asString())
                    .isEqualTo(coming.at("/items/0/dueAt").asString());

            database.execute("INSERT INTO coppice.policy_run (policy, due_at, decision, code, reason, decided_at)"
                    + " SELECT 'closed-carts', timestamptz '2026-05-01 03:00Z' + i * interval '1 d', 'missed', 'no-server',"
                    + " 'No server looked.', now() FROM generate_series(0, 4) AS i");
            var first = json(server.get(path + "runs?limit=2", server.viewer));
            assertThat(first.at("/items/0/dueAt").asString()).isEqualTo("2026-05-05T03:00:00Z");
            assertThat(first.at("/items/1/reason").asString()).isEqualTo("No server looked.");
            var second = json(
                    server.get(path + "runs?limit=2&next=" + first.at("/next").asString(), server.viewer));
            assertThat(second.at("/items/0/dueAt").asString()).isEqualTo("2026-05-03T03:00:00Z");
            assertThat(json(server.get(path + "runs?next=9223372036854775807", server.viewer))
                            .at("/items")
                            .size())
                    .isEqualTo(5);
            var viewer = new ConsoleSession(server.live, Role.VIEWER);
            assertThat(viewer.read("/policies")).contains("They run by themselves", "0 3 * * * of UTC");
            assertThat(viewer.read("/policies/policy?name=closed-carts"))
                    .contains("Not known yet: it has been looked at for less than a day.")
                    .contains("missed No server looked.");
            database.execute("INSERT INTO coppice.policy_alarm (policy, topic, says)"
                    + " VALUES ('closed-carts', 'policy.silent', 'It was due.')");
            Waiting.until(() ->
                    viewer.read("/overview/numbers").contains("alarm Policy closed-carts does not run. It was due."));
            assertThat(code(server.get("policies/nobodys/runs", server.viewer))).isEqualTo("404 policy.not-found");
            assertThat(code(server.get("policies/nobodys/keeping-up", server.viewer)))
                    .isEqualTo("404 policy.not-found");
        }
    }
}
