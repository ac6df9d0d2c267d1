package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.Role;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a server is done by it, once, and followed to its end. */
@PostgresTest(DATABASE)
class ServerWorksTest {
    @TempDir
    Path folder;

    @Test
    void a_policy_is_executed_by_the_server_and_followed(TestDatabase database) {
        try (var estate = Estate.in(database, folder).working()) {
            var run = estate.there("prune", "closed-carts", "--execute", "--reason", "spring cleaning", "--json");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.json().at("/state").asString()).isEqualTo("SUCCEEDED");
            assertThat(run.json().at("/roots").asInt()).isEqualTo(30);
            assertThat(run.json().at("/requestedBy").asString()).isEqualTo("test admin");
            assertThat(run.json().at("/requestedReason").asString()).isEqualTo("spring cleaning");
            assertThat(run.json().has("left")).isFalse();
            assertThat(estate.one("SELECT count(*) FROM shop.cart")).isEqualTo("10");
        }
    }

    @Test
    void a_campaign_that_was_left_here_is_carried_on_by_the_server(TestDatabase database) {
        try (var estate = Estate.in(database, folder).working()) {
            estate.here("freeze", "--reason", "incident");
            assertThat(estate.here("prune", "closed-carts", "--execute").exitCode())
                    .isEqualTo(3);
            estate.here("unfreeze", "--reason", "over");

            var run = estate.there("campaign", "carry-on", "1", "--reason", "night shift");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).endsWith("The servers carry it on.\n");
            assertThat(estate.there("campaign", "watch", "1").exitCode()).isZero();
            assertThat(estate.one("SELECT count(*) FROM shop.cart")).isEqualTo("10");
        }
    }

    @Test
    void a_paused_campaign_is_resumed_and_nothing_more_is_to_be_typed(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            estate.here("freeze", "--reason", "incident");
            estate.here("prune", "closed-carts", "--execute");
            estate.here("campaign", "pause", "1", "--reason", "busy");

            for (var run : List.of(
                    estate.there("campaign", "watch", "1", "--idle", "1s"), estate.there("campaign", "show", "1"))) {
                assertThat(run.out())
                        .contains("To go on:  coppice campaign resume 1 --reason TEXT --server ")
                        .doesNotContain("prune closed-carts --execute");
            }
        }
    }

    @Test
    void archived_rows_come_back_by_the_server_and_a_conflict_stops_it(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            estate.here("prune", "closed-carts", "--execute");

            var back = estate.there("archive", "restore", "1", "--reason", "wrongly gone", "--json");
            var again = estate.there("archive", "restore", "1", "--reason", "wrongly gone", "--json");

            assertThat(back.exitCode()).as(back.err()).isZero();
            assertThat(back.json().at("/restored/shop.cart").asInt()).isEqualTo(30);
            assertThat(again.exitCode()).isEqualTo(3);
            assertThat(estate.one("SELECT count(*) FROM shop.cart")).isEqualTo("40");
        }
    }

    @Test
    void a_teardown_is_done_by_the_server_and_followed_to_its_certificate(TestDatabase database) {
        try (var estate = Estate.in(database, folder).working()) {
            var run = estate.there("deprovision", "graph", "kg5", "--execute", "--reason", "they left");
            var again = estate.there("deprovision", "graph", "kg5", "--execute", "--json");

            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
            assertThat(run.out()).contains("everything is gone", "certificate show 1 --server http://127.0.0.1:");
            assertThat(estate.one("SELECT status FROM app.graph WHERE graph_id = 'kg5'"))
                    .isEqualTo("deprovisioned");
            assertThat(again.json().at("/status").asString()).isEqualTo("already_deprovisioned");
        }
    }

    @Test
    void a_teardown_that_is_held_is_refused_in_the_words_of_a_teardown(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            estate.there("resource", "hold", "graph", "kg5", "--reason", "case 118");

            var run = estate.there("deprovision", "graph", "kg5", "--execute", "--json");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.json().at("/status").asString()).isEqualTo("blocked");
            assertThat(run.json().at("/error/code").asString()).isEqualTo("resource.held");
            assertThat(estate.one("SELECT count(*) FROM coppice.operation")).isEqualTo("0");
        }
    }

    @Test
    void what_is_only_begun_is_left_to_the_server(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            var run = estate.there("deprovision", "graph", "kg5", "--execute", "--detach");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("the teardown is under way", "operation explain 1");
        }
    }

    @Test
    void a_first_configuration_of_the_servers_database_is_kept_here(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            var file = folder.resolve("first.yaml");

            var run = estate.there("init", "--out", file.toString(), "--json");

            assertThat(run.json().at("/policies").isEmpty()).isFalse();
            assertThat(file).hasContent(run.json().at("/yaml").asString());
            assertThat(run.json().at("/yaml").asString()).doesNotContain("target:");
            assertThat(estate.there("init", "--out", file.toString()).err()).contains("coppice: init.file-exists");
        }
    }

    @Test
    void a_role_that_is_too_low_is_refused_and_nothing_is_done(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            var viewer = estate.token(Role.VIEWER);

            assertThat(estate.thereAs(viewer, "resource", "list").exitCode()).isZero();
            assertThat(estate.thereAs(viewer, "resource", "suspend", "graph", "kg1", "--reason", "x"))
                    .returns(3, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains("coppice: access.role-too-low");
            assertThat(estate.thereAs("cop_wrong", "resource", "list").err()).contains("coppice: access.credential-");
            assertThat(estate.one("SELECT count(*) FROM app.graph WHERE status <> 'active'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void a_reason_reaches_the_trail_with_every_letter(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            estate.there("settings", "define", "theme", "--reason", "für Jürgen, 100 % sicher + bald");

            assertThat(estate.one("SELECT actor || ': ' || reason FROM coppice.audit WHERE action = "
                            + "'setting-definition.created'"))
                    .isEqualTo("test admin: für Jürgen, 100 % sicher + bald");
        }
    }

    @Test
    void a_sensor_that_a_person_lets_work_stands_in_the_trail(TestDatabase database) {
        try (var estate = Estate.in(database, folder)) {
            database.execute("UPDATE app.graph SET ends_at = now() - interval '1 d' WHERE graph_id = 'kg6'");

            var shown = estate.there("sensor", "run", "suspend-expired", "--json");
            assertThat(estate.one("SELECT status FROM app.graph WHERE graph_id = 'kg6'"))
                    .isEqualTo("active");
            var done = estate.there("sensor", "run", "suspend-expired", "--execute", "--json");

            assertThat(shown.json().at("/items/0/decisions/0/decision").asString())
                    .isEqualTo("due");
            assertThat(done.json().at("/items/0/acted").asInt()).isEqualTo(1);
            assertThat(estate.one("SELECT status FROM app.graph WHERE graph_id = 'kg6'"))
                    .isEqualTo("suspended");
            assertThat(estate.one("SELECT actor || ' ' || subject FROM coppice.audit WHERE action = 'sensor.run'"))
                    .isEqualTo("test admin sensor suspend-expired");
        }
    }
}
