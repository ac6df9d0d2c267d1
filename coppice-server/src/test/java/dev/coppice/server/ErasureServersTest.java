package dev.coppice.server;

import static dev.coppice.server.TenantServer.code;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Subject;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Erasures that servers carry on and end. */
@PostgresTest(Isolation.DATABASE)
class ErasureServersTest {
    private static final Act BOB = Act.of("bob", "request 118");
    private static final String WHY = "{'reason':'a test'}";
    private static final String LATER = "UPDATE coppice.erasure SET created_at = created_at - interval '1 min'";

    private final TestDatabase database;

    ErasureServersTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void persons() {
        PersonServer.open(database);
    }

    @Test
    void one_whose_campaign_was_aborted_is_ended_by_a_server_and_its_key_goes() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            assertThat(server.post("campaigns/1/abort", WHY, server.operator).statusCode())
                    .isEqualTo(200);
            assertThat(PersonServer.traces(database, PersonServer.KEY)).isNotEmpty();
            longAgo();
            server.live.work();

            server.until("SELECT state = 'REFUSED' FROM coppice.erasure");

            assertThat(PersonServer.traces(database, PersonServer.KEY)).isEmpty();
            assertThat(server.one("SELECT actor FROM coppice.audit ORDER BY seq DESC LIMIT 1"))
                    .startsWith("server ");
            assertThat(server.one("SELECT count(*) FROM app.person")).isEqualTo("2");
            // The next one begins anew.
            assertThat(json(server.erase(server.operator)).at("/erasure").asLong())
                    .isEqualTo(2);
            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure WHERE id = 2");
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "erasure=1 keeps its key until it can be ended: freeze.frozen")
    void while_everything_is_frozen_it_waits() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            server.post("campaigns/1/abort", WHY, server.operator);
            longAgo();
            server.post("freeze", WHY, server.operator);
            server.live.work();
            server.until(
                    "SELECT last_success > now() - interval '1 min' FROM coppice.job WHERE task_name = 'end-erasures'");
            assertThat(server.one("SELECT state FROM coppice.erasure")).isEqualTo("RUNNING");

            server.live.send("DELETE", "/api/v1/freeze?reason=over", LiveServer.bearer(server.admin));

            server.until("SELECT state = 'REFUSED' FROM coppice.erasure");
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "erasure=1 keeps its key until it can be ended: freeze.frozen")
    void a_freeze_before_the_last_look_is_no_trouble_of_the_campaign() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            stoppedBeforeTheLastLook(server);
            longAgo();
            looked(server);
            assertThat(server.one("SELECT state FROM coppice.erasure")).isEqualTo("RUNNING");

            server.live.send("DELETE", "/api/v1/freeze?reason=over", LiveServer.bearer(server.admin));

            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");
            assertThat(server.one("SELECT count(*) FROM coppice.audit WHERE action = 'campaign.passed-over'"))
                    .isEqualTo("0");
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "erasure=1 keeps its key until it can be ended: ")
    void one_whose_campaign_has_done_all_waits_for_a_server_with_its_map() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            stoppedBeforeTheLastLook(server);
        }
        longAgo();
        var archiving = "archive: { to: \"file:/nowhere\", key-file: /nowhere.key }";
        try (var other = PersonServer.on(database, archiving)) {
            other.live.work();
            other.live.send("DELETE", "/api/v1/freeze?reason=over", LiveServer.bearer(other.admin));
            looked(other);
            assertThat(other.one("SELECT state FROM coppice.erasure")).isEqualTo("RUNNING");
            assertThat(code(other.erase(other.operator))).isEqualTo("409 plan.stale");
        }
        try (var server = PersonServer.on(database)) {
            server.live.work();
            server.until("SELECT state = 'SUCCEEDED' AND receipt IS NOT NULL FROM coppice.erasure");
        }
    }

    @Test
    void one_whose_server_died_before_it_had_a_campaign_is_gone_on_with_and_one_begun_by_hand_is_not() {
        try (var server = PersonServer.on(database)) {
            var erasures = Erasures.on(database.dataSource());
            erasures.begin(
                    person(),
                    List.of(PersonServer.KEY),
                    CampaignOptions.by(BOB),
                    (db, begun) ->
                            AuditTrail.in(db).append(AuditEvent.of(BOB, "erasure.asked", "erasure/" + begun.id())));
            erasures.begin(person(), List.of("2"), CampaignOptions.by(BOB));
            database.execute(LATER);
            server.live.work();

            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure WHERE id = 1");

            assertThat(server.one("SELECT state || coalesce(campaign_id, 0) FROM coppice.erasure WHERE id = 2"))
                    .isEqualTo("RUNNING0");
            var asked = server.post("erasures", "{'subject':'app.person','key':['02'],'reason':'r'}", server.operator);
            assertThat(json(asked).at("/erasure").asLong()).isEqualTo(2);
            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure WHERE id = 2");
        }
    }

    @Test
    void a_pause_is_heeded_and_a_resumption_hands_it_back() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            server.post("campaigns/1/pause", WHY, server.operator);
            server.live.work();
            assertThat(code(server.erase(server.operator))).isEqualTo("409 campaign.paused");
            assertThat(server.one("SELECT state FROM coppice.erasure")).isEqualTo("RUNNING");

            server.post("campaigns/1/resume", WHY, server.operator);

            server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");
        }
    }

    @Test
    void what_a_campaign_of_one_has_left_does_not_tell_who_it_is() {
        try (var server = PersonServer.on(database)) {
            server.erase(server.operator);
            server.post("holds", "{'table':'app.login','key':['2'],'reason':'case 7'}", server.operator);
            server.live.work();

            server.until("SELECT state = 'REFUSED' FROM coppice.erasure");

            assertThat(server.get("campaigns/1", server.viewer).body()).doesNotContain(PersonServer.KEY);
            assertThat(json(server.get("erasures/1", server.viewer))
                            .at("/reason")
                            .asString())
                    .isEqualTo("Nothing went. A row of app.login that belongs to it is held.");
        }
    }

    private static Subject person() {
        return PersonServer.subjects().getFirst();
    }

    /** Has its campaign come to its end, and everything frozen together with that. */
    private void stoppedBeforeTheLastLook(PersonServer server) {
        database.execute("""
                CREATE FUNCTION app.freeze() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    UPDATE coppice.hold_epoch SET frozen_at = now(), frozen_by = 'bob', frozen_reason = 'incident';
                    RETURN NULL;
                END $$;
                CREATE TRIGGER freezes AFTER UPDATE ON coppice.campaign FOR EACH ROW
                    WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL) EXECUTE FUNCTION app.freeze();
                """);
        server.live.work();
        server.until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
        database.execute("DROP TRIGGER freezes ON coppice.campaign");
    }

    /** Waits for a look that began after this call: the first that ends may have begun before. */
    private void looked(PersonServer server) {
        for (int i = 0; i < 2; i++) {
            database.execute("UPDATE coppice.job SET last_success = NULL WHERE task_name = 'end-erasures'");
            server.until("SELECT last_success IS NOT NULL FROM coppice.job WHERE task_name = 'end-erasures'");
        }
    }

    private void longAgo() {
        database.execute("UPDATE coppice.campaign SET ended_at = now() - interval '1 min',"
                + " horizon_at = horizon_at - interval '2 min', created_at = created_at - interval '2 min'");
    }
}
