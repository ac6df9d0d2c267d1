package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Erasures;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What one server does by itself on three databases. */
@PostgresTest(Isolation.DATABASE)
class FleetServersTest {
    private static final String NIGHTLY = "schedule: \"0 3 * * *\"";

    @Test
    @ExpectedLog(value = Level.WARN, containing = "target=eu-2 its jobs wait")
    void policies_run_in_each_and_one_that_is_frozen_or_away_keeps_no_other_from_it(TestDatabase database) {
        try (var fleet = FleetServer.on(database, NIGHTLY)) {
            fleet.live().work();
            Waiting.until(() ->
                    fleet.of("SELECT count(*) FROM coppice.policy_schedule").equals("1 1 1"));
            fleet.post("targets/eu-1/freeze", "{'reason':'a test'}", fleet.operator);
            fleet.way.leave(0);

            due(fleet);

            Waiting.until(() -> fleet.of("SELECT count(*) FROM coppice.campaign WHERE state = 'SUCCEEDED'")
                    .equals("1 0 0"));
            Waiting.until(() -> fleet.of("SELECT string_agg(code, ' ') FROM coppice.policy_run")
                    .equals("null frozen null"));
            assertThat(fleet.carts()).isEqualTo("100 400 400");
            assertThat(fleet.live().get("/health/ready").statusCode()).isEqualTo(200);
            measured(fleet);
            named(fleet);

            fleet.way.back();
            fleet.restart(NIGHTLY);
            fleet.live().work();
            Waiting.until(() -> fleet.carts().equals("100 400 100"));
            assertThat(fleet.of("SELECT count(*) FROM coppice.campaign")).isEqualTo("1 0 1");
        }
    }

    @Test
    void an_erasure_that_was_begun_in_a_target_is_carried_on_and_ended_there_and_its_key_goes(TestDatabase database) {
        var person = PersonServer.subjects();
        try (var fleet = FleetServer.on(database, config -> config.erasing(new Erasing(person, Optional.empty())))) {
            PersonServer.open(fleet.first);
            var bob = Act.of("bob", "request 118");
            Erasures.on(fleet.first.dataSource())
                    .begin(
                            person.getFirst(),
                            List.of(PersonServer.KEY),
                            CampaignOptions.by(bob),
                            (db, begun) -> AuditTrail.in(db)
                                    .append(AuditEvent.of(bob, "erasure.asked", "erasure/" + begun.id())));
            fleet.first.execute("UPDATE coppice.erasure SET created_at = created_at - interval '1 min'");
            fleet.live().work();

            Waiting.until(() -> fleet.of("SELECT count(*) FROM coppice.erasure WHERE state = 'SUCCEEDED'")
                    .equals("0 1 0"));

            assertThat(PruningServer.one(fleet.first, "SELECT count(*) FROM app.person"))
                    .isEqualTo("1");
            assertThat(PersonServer.traces(fleet.first, PersonServer.KEY)).isEmpty();
        }
    }

    private static void due(FleetServer fleet) {
        for (var database : List.of(fleet.hub, fleet.first, fleet.second)) {
            database.execute("UPDATE coppice.policy_schedule SET since_at = now() - interval '2 d',"
                    + " looked_until_at = now() - interval '24 h'");
        }
    }

    private static void measured(FleetServer fleet) {
        var lines = fleet.live()
                .get("/metrics", bearer(fleet.viewer))
                .body()
                .lines()
                .toList();

        assertThat(lines)
                .contains(
                        "coppice_target_up{target=\"hub\"} 1.0",
                        "coppice_target_up{target=\"eu-1\"} 1.0",
                        "coppice_target_up{target=\"eu-2\"} 0.0",
                        "coppice_prune_rows_deleted{policy=\"closed-carts\",target=\"hub\"} 900.0")
                .noneMatch(line -> line.startsWith("coppice_prune_") && !line.contains("target=\""))
                .noneMatch(line -> line.startsWith("coppice_prune_") && line.contains("target=\"eu-2\""));
    }

    /** Jobs of all lie in the home, those of others under their names. */
    private static void named(FleetServer fleet) {
        assertThat(
                        PruningServer.one(
                                fleet.hub,
                                "SELECT string_agg(task_name, ' ' ORDER BY task_name) FROM coppice.job WHERE task_name LIKE '%schedules'"))
                .isEqualTo("eu-1/run-schedules eu-2/run-schedules run-schedules");
        assertThat(PruningServer.one(fleet.first, "SELECT count(*) FROM coppice.job"))
                .isEqualTo("0");
    }
}
