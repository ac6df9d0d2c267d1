package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns that no process works on: looked at and steered. */
@PostgresTest(DATABASE)
class CampaignCommandsTest {
    // Two workers, as if the session that runs this were theirs.
    // language=SQL
    private static final String WORKS = """
            UPDATE coppice.campaign SET state = 'RUNNING', stopped_by = NULL, started_at = coalesce(started_at, now());
            INSERT INTO coppice.lease (name, epoch) VALUES ('campaign/1', 1), ('campaign/1/2', 1) ON CONFLICT DO NOTHING;
            UPDATE coppice.lease
            SET owner = '7-a', acquired_at = now(), heartbeat_at = now(), expires_at = now() + interval '1 min'
            WHERE name LIKE 'campaign/1%';
            DELETE FROM coppice.campaign_worker;
            INSERT INTO coppice.campaign_worker (
                campaign_id, worker, owner, lease_epoch, backend_pid, backend_start, entered_at, touched_at
            )
            SELECT 1, w.worker, '7-a', l.epoch, a.pid, a.backend_start, now(), now()
            FROM (VALUES (1, 'campaign/1'), (2, 'campaign/1/2')) AS w (worker, lease)
            JOIN coppice.lease AS l ON l.name = w.lease
            JOIN pg_catalog.pg_stat_activity AS a ON a.pid = pg_catalog.pg_backend_pid();
            """;

    private final TestDatabase database;
    private String config = "";

    CampaignCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void interrupted(@TempDir Path folder) {
        Shop.open(database, 40);
        config = Shop.config(folder);
        run("schema", "migrate");
        run("freeze", "--reason", "incident");
        assertThat(run("prune", "closed-carts", "--execute").exitCode()).isEqualTo(3);
        run("unfreeze", "--reason", "over");
    }

    @Test
    void a_list_has_one_line_for_each_and_the_names_scripts_rely_on() {
        var item = run("campaign", "list", "--json").json().at("/items/0");

        assertThat(item.propertyNames()).contains("campaign", "policy", "state", "roots", "startedAt");
        assertThat(item.at("/state").asString()).isEqualTo("INTERRUPTED");
        assertThat(run("campaign", "list", "--policy", "closed-carts").out())
                .startsWith("CAMPAIGN  POLICY        STATE        ROOTS  ROWS  STARTED")
                .contains("1         closed-carts  INTERRUPTED  0      0 ");
        assertThat(run("campaign", "list", "--policy", "other").out()).isEqualTo("There is no campaign.\n");
    }

    @Test
    void a_list_says_how_many_work_on_each() throws SQLException {
        assertThat(run("campaign", "list", "--json").json().at("/items/0").propertyNames())
                .doesNotContain("workers");
        try (var working = database.connect()) {
            working.createStatement().execute(WORKS);
            var item = run("campaign", "list", "--json").json().at("/items/0");
            assertThat(item.at("/workers")).hasSize(2);
            assertThat(item.at("/workers/1/worker").asInt()).isEqualTo(2);
            assertThat(run("campaign", "list").out())
                    .contains("WORKERS\n")
                    .containsPattern("1 +closed-carts +RUNNING .* 2\n");
        }
        assertThat(run("campaign", "list", "--json").json().at("/items/0").propertyNames())
                .doesNotContain("workers");
    }

    @Test
    void show_says_where_it_stands_and_how_to_go_on() {
        assertThat(run("campaign", "show", "1").out())
                .startsWith("Campaign 1 \"closed-carts\" is INTERRUPTED: it goes on at the next execution.\n")
                .contains("To go on:  coppice prune closed-carts --execute");
        var document = run("campaign", "show", "1", "--json").json();
        assertThat(document.at("/alive").asBoolean(true)).isFalse();
        assertThat(document.at("/tuning/chunkTimeMs").asInt()).isEqualTo(250);
    }

    @Test
    void show_names_what_was_left_and_why() {
        database.execute("ALTER TABLE shop.line DISABLE TRIGGER ALL");
        database.execute("CREATE FUNCTION shop.stop() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
                + " CREATE TRIGGER stop BEFORE DELETE ON shop.cart FOR EACH ROW WHEN (OLD.id = 7)"
                + " EXECUTE FUNCTION shop.stop()");
        assertThat(run("campaign", "abort", "1", "--reason", "another plan").exitCode())
                .isZero();

        assertThat(run("prune", "closed-carts", "--execute").exitCode()).isEqualTo(4);
        assertThat(run("campaign", "show", "2").out())
                .containsPattern("Left +1 quarantined")
                .containsPattern("\n\nQuarantined, \\S+: .*\n  7\n");
    }

    @Test
    void one_that_erases_a_subject_goes_on_with_another_command() {
        assertThat(run("campaign", "pause", "1", "--reason", "busy").exitCode()).isZero();
        database.execute("UPDATE coppice.campaign SET policy = 'subject:user#1'");
        assertThat(run("campaign", "resume", "1", "--reason", "quiet").out())
                .contains("\nTo go on:  coppice erase --subject user:KEY --execute --reason TEXT");
    }

    @Test
    void pause_resume_abort_and_retune_are_done_and_kept_with_actor_and_reason() {
        assertThat(run("campaign", "pause", "1", "--reason", "busy", "--actor", "ana")
                        .out())
                .isEqualTo("Campaign 1 \"closed-carts\" is PAUSED: it waits until somebody resumes it.\n");
        assertThat(run("prune", "closed-carts", "--execute"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: campaign.paused");
        assertThat(run("campaign", "resume", "1", "--reason", "quiet").out())
                .contains("is INTERRUPTED", "To go on:  coppice prune closed-carts --execute");
        assertThat(run(
                                "campaign",
                                "retune",
                                "1",
                                "--rows",
                                "1_000",
                                "--roots",
                                "5",
                                "--runtime",
                                "2h",
                                "--chunk-time",
                                "100ms",
                                "--reason",
                                "gently")
                        .out())
                .isEqualTo("Campaign 1 is retuned: chunks of 100ms, rows 1000, roots 5, runtime 2h.\n");
        assertThat(run("campaign", "retune", "1", "--roots", "none", "--reason", "all of it", "--json")
                        .json()
                        .at("/tuning/roots")
                        .isNull())
                .isTrue();
        assertThat(run("campaign", "abort", "1", "--reason", "enough").out()).contains("is CANCELLED");
        assertThat(Shop.one(
                        database,
                        "SELECT string_agg(action, ' ' ORDER BY seq) FROM coppice.audit WHERE action LIKE 'campaign%'"))
                .isEqualTo("campaign.created campaign.paused campaign.resumed campaign.retuned campaign.retuned"
                        + " campaign.aborted");
    }

    @Test
    void a_campaign_is_handed_to_servers_by_a_server_alone() {
        var run = run("campaign", "carry-on", "1", "--reason", "night shift");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("coppice: campaign.no-server")
                .contains("Campaign 1 was not handed to the servers. No server is named, and a database alone has none."
                        + " Nothing was changed. Name one with --server, or execute the policy here: it goes on with its"
                        + " campaign.");
        assertThat(Shop.one(database, "SELECT count(*) FROM coppice.campaign_charge"))
                .isEqualTo("0");
    }

    @Test
    void a_brake_is_retuned_and_shown_with_what_it_found() {
        assertThat(run(
                                "campaign",
                                "retune",
                                "1",
                                "--brake",
                                "replica-lag=1m",
                                "--brake",
                                "waiters=off",
                                "--reason",
                                "x")
                        .out())
                .endsWith(", runtime without limit, brake replica-lag 1m, brake waiters off.\n");
        assertThat(run("campaign", "retune", "1", "--brake", "luck=off", "--reason", "x"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("Brake must be one of replica-lag, ");
        assertThat(run("campaign", "retune", "1", "--brake", "waiters=10s", "--reason", "x")
                        .err())
                .contains("Brake waiters must be on, or off, was: 10s");
        database.execute("INSERT INTO coppice.campaign_brake VALUES (1, 'replica-lag', 'Replica twin is 41.0 s behind,"
                + " limit 10s.', 4.1, '2026-01-01 00:00Z', NULL)");
        assertThat(run("campaign", "show", "1").out())
                .contains("held by replica-lag since 2026-01-01T00:00:00Z: Replica twin is 41.0 s behind, limit 10s.");
        database.execute("UPDATE coppice.campaign_brake SET ended_at = '2026-01-01 00:01Z'");
        assertThat(run("campaign", "show", "1").out())
                .contains("none holds it; the last was replica-lag until 2026-01-01T00:01:00Z: Replica twin");
    }

    @Test
    void joining_a_campaign_without_a_process_says_how_to_go_on() {
        var run = run("campaign", "join", "1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("To go on:  coppice prune closed-carts --execute");
    }

    @Test
    void watching_a_paused_campaign_says_who_is_waited_for_and_ends() {
        run("campaign", "pause", "1", "--reason", "busy");

        var run = run("campaign", "watch", "1", "--idle", "3s");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .contains("Campaign 1 is PAUSED and no process works on it. ")
                .contains("Waiting for somebody to go on with it, 3s at most.");
        assertThat(run.out()).contains("To go on:  coppice campaign resume 1 --reason TEXT");
    }

    @Test
    void watching_a_campaign_that_has_ended_answers_at_once_with_its_exit_code() {
        run("prune", "closed-carts", "--execute");

        assertThat(run("campaign", "watch", "1", "--json"))
                .returns(0, CommandRun::exitCode)
                .extracting(run -> run.json().at("/rows/shop.cart").asInt())
                .isEqualTo(30);
    }

    private CommandRun run(String... words) {
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return CommandRun.on(database, all);
    }
}
