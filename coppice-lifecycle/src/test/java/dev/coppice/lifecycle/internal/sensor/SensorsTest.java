package dev.coppice.lifecycle.internal.sensor;

import static dev.coppice.lifecycle.internal.resource.Platform.ANN;
import static dev.coppice.lifecycle.internal.resource.Platform.graph;
import static dev.coppice.lifecycle.internal.resource.Platform.space;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.NewResource;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorReport;
import dev.coppice.lifecycle.SensorReport.Decision;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.internal.resource.Platform;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class SensorsTest {
    private static final String SUSPEND = "suspend-expired";
    private static final String DEPROVISION = "deprovision-due";

    private int batch = 5;

    @TempDir
    Path folder;

    private Platform platform;

    @BeforeEach
    void platform(TestDatabase db) {
        platform = new Platform(db);
    }

    @Test
    void what_has_ended_is_suspended_and_each_decision_is_explained(TestDatabase db) throws Exception {
        platform.graphs("a", "a.x", "sec", "endless", "paid")
                .ended("a", 1)
                .ended("sec", 1)
                .ended("paid", -24);
        db.execute("UPDATE app.graph SET is_repository = true WHERE graph_id = 'sec';"
                + " INSERT INTO app.due_graph VALUES ('endless', NULL, false)");
        var report = look(db, SUSPEND);
        assertThat(report.acted()).isEqualTo(1);
        assertThat(codes(report))
                .containsOnly("a resource.suspended", "sec resource.protected", "endless due.without-end");
        assertThat(state("a.x")).isEqualTo(ResourceState.SUSPENDED);
        assertThat(state("paid")).isEqualTo(ResourceState.ACTIVE);
        assertThat(stored(SUSPEND)).containsOnly("a acted", "endless refused", "sec refused");
        assertThat(platform.text("SELECT acted || ' ' || waited FROM coppice.sensor_run WHERE finished_at IS NOT NULL"))
                .isEqualTo("1 2");
    }

    @Test
    void a_preview_tells_what_each_would_take_up_and_changes_nothing(TestDatabase db) throws Exception {
        platform.graphs("old", "new").ended("old", 400).ended("new", 1);
        look(db, SUSPEND);
        db.execute("UPDATE coppice.resource_state SET suspended_at = suspended_at - interval '200 h'"
                + " WHERE resource_id = 'old'; DELETE FROM coppice.sensor_decision; DELETE FROM coppice.sensor_run");
        platform.graphs("a").ended("a", 1);
        assertThat(codes(sensor(lifecycle(db), SUSPEND).preview())).containsOnly("a resource.suspended");
        assertThat(codes(sensor(lifecycle(db), DEPROVISION).preview()))
                .containsOnly("old teardown.begun", "new due.retained");
        for (var sensor : lifecycle(db).sensors()) {
            assertThat(sensor.preview().acted()).as(sensor.name()).isZero();
        }
        assertThat(state("a")).isEqualTo(ResourceState.ACTIVE);
        assertThat(state("old")).isEqualTo(ResourceState.SUSPENDED);
        assertThat(stored(SUSPEND)).isEmpty();
        assertThat(stored(DEPROVISION)).isEmpty();
    }

    @Test
    void a_decision_that_stays_the_same_keeps_its_beginning_and_goes_when_it_is_no_question_any_more(TestDatabase db)
            throws Exception {
        platform.graphs("sec").ended("sec", 1);
        db.execute("UPDATE app.graph SET is_repository = true");
        look(db, SUSPEND);
        var since = platform.text("SELECT since_at FROM coppice.sensor_decision");
        look(db, SUSPEND);
        assertThat(platform.text("SELECT since_at FROM coppice.sensor_decision"))
                .isEqualTo(since);
        assertThat(platform.text("SELECT decided_at > since_at FROM coppice.sensor_decision"))
                .isEqualTo("true");
        db.execute("DELETE FROM app.due_graph");
        look(db, SUSPEND);
        assertThat(stored(SUSPEND)).isEmpty();
    }

    @Test
    void defect_f_a_look_acts_on_a_batch_and_those_who_are_refused_hold_up_nobody(TestDatabase db) throws Exception {
        platform.graphs("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "a", "b", "c");
        for (var i = 1; i < 10; i++) {
            platform.ended("s" + i, 100);
        }
        db.execute("UPDATE app.graph SET is_repository = true");
        db.execute("UPDATE app.graph SET is_repository = false WHERE graph_id IN ('a', 'b', 'c')");
        platform.ended("a", 3).ended("b", 2).ended("c", 1);
        batch = 2;
        assertThat(look(db, SUSPEND).acted()).as("eight places, all refused").isZero();
        var second = look(db, SUSPEND);
        assertThat(second.acted()).isEqualTo(2);
        assertThat(codes(second)).contains("c sensor.batch-full");
        assertThat(look(db, SUSPEND).acted()).isEqualTo(1);
        assertThat(state("c")).isEqualTo(ResourceState.SUSPENDED);
    }

    @Test
    void a_broken_kind_and_a_broken_resource_stop_no_other(TestDatabase db) throws Exception {
        db.execute("CREATE TABLE app.broken (id text PRIMARY KEY, status text); CREATE VIEW app.due_broken AS"
                + " SELECT id, now() AS ends_at, true AS immediate FROM app.broken;"
                + " INSERT INTO app.broken VALUES ('x', 'active')");
        var declared = new LinkedHashMap<String, KindConfig>();
        declared.put("broken", KindConfigs.read("broken", """
                table: app.broken
                key: id
                status: status
                due: "select id, ends_at, immediate from app.due_broken"
                """));
        declared.putAll(declared());
        var lifecycle = Lifecycle.on(db.dataSource()).kinds(declared).build();
        db.execute("DROP VIEW app.due_broken");
        platform.graphs("a", "b").ended("a", 1).ended("b", 1);
        db.execute("CREATE FUNCTION app.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'no'; END $$; CREATE TRIGGER refuse BEFORE UPDATE ON app.graph FOR EACH ROW"
                + " WHEN (old.graph_id = 'a') EXECUTE FUNCTION app.refuse()");
        var report = sensor(lifecycle, SUSPEND).runOnce();
        assertThat(report.decisions()).extracting(Decision::subject).containsExactlyInAnyOrder("*", "a", "b");
        assertThat(state("b")).isEqualTo(ResourceState.SUSPENDED);
        assertThat(state("a")).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void a_teardown_begins_when_retention_is_over_or_the_end_is_immediate(TestDatabase db) throws Exception {
        platform.graphs("old", "new", "now", "kept", "asked")
                .ended("old", 400)
                .ended("new", 1)
                .ended("kept", 400);
        db.execute("INSERT INTO app.due_graph VALUES ('now', now(), true)");
        look(db, SUSPEND);
        platform.resources().suspend(graph("asked"), ANN);
        db.execute("UPDATE coppice.resource_state SET suspended_at = suspended_at - interval '200 h'"
                + " WHERE resource_id IN ('old', 'kept', 'asked')");
        platform.in(dsl -> Holds.in(dsl).place(HoldRequest.on(HoldTarget.resource("graph", "kept"), "legal/1", ANN)));
        var report = look(db, DEPROVISION);
        assertThat(codes(report))
                .containsOnly("old teardown.begun", "now teardown.begun", "new due.retained", "kept resource.held");
        assertThat(state("old")).isEqualTo(ResourceState.FENCED);
        assertThat(state("asked")).as("nobody says that it is due").isEqualTo(ResourceState.SUSPENDED);
        assertThat(state("kept")).isEqualTo(ResourceState.SUSPENDED);
        look(db, DEPROVISION);
        assertThat(platform.trail())
                .as("a refusal of a sensor is a decision, not an act")
                .noneMatch(entry -> entry.contains("refused"));
        db.execute("UPDATE coppice.hold SET released_at = now(), released_by = 'ann', release_reason = 'over'");
        assertThat(codes(look(db, DEPROVISION))).containsOnly("kept teardown.begun", "new due.retained");
    }

    @Test
    void what_others_have_suspended_is_kept_from_when_it_is_first_seen(TestDatabase db) throws Exception {
        platform.graphs("a").ended("a", 4000);
        db.execute("UPDATE app.graph SET status = 'suspended'");
        assertThat(codes(look(db, DEPROVISION))).containsOnly("a due.retained");
        assertThat(platform.resources().find(graph("a")).orElseThrow().suspendedAt())
                .isPresent();
    }

    @Test
    void defect_q_a_resource_renewed_after_its_suspension_is_not_torn_down(TestDatabase db) throws Exception {
        platform.graphs("a").ended("a", 400);
        look(db, SUSPEND);
        db.execute("UPDATE coppice.resource_state SET suspended_at = suspended_at - interval '200 h';"
                + " UPDATE app.due_graph SET ends_at = now() + interval '1 day'");
        assertThat(look(db, DEPROVISION).acted()).isZero();
        assertThat(state("a")).isEqualTo(ResourceState.SUSPENDED);
    }

    @Test
    void an_immediate_end_of_an_earlier_suspension_costs_a_later_one_no_retention(TestDatabase db) throws Exception {
        platform.graphs("a");
        db.execute("INSERT INTO app.due_graph VALUES ('a', now(), true)");
        look(db, SUSPEND);
        db.execute("UPDATE app.due_graph SET ends_at = now() + interval '1 hour', immediate = false;"
                + " UPDATE app.graph SET status = 'active'");
        assertThat(look(db, SUSPEND).decisions()).isEmpty();
        db.execute("UPDATE app.due_graph SET ends_at = now() - interval '1 hour';"
                + " UPDATE app.graph SET status = 'suspended'");
        assertThat(codes(look(db, DEPROVISION))).containsOnly("a due.retained");
    }

    @Test
    void an_immediate_end_counts_for_no_end_after_the_suspension(TestDatabase db) throws Exception {
        platform.graphs("a");
        db.execute("INSERT INTO app.due_graph VALUES ('a', now(), true)");
        look(db, SUSPEND);
        db.execute("UPDATE coppice.resource_state SET suspended_at = suspended_at - interval '9 d';"
                + " UPDATE app.due_graph SET ends_at = now() - interval '1 hour', immediate = false");
        assertThat(codes(look(db, DEPROVISION))).containsOnly("a due.retained");
    }

    @Test
    void what_others_did_to_the_status_is_entered_in_the_trail_when_it_is_seen(TestDatabase db) throws Exception {
        platform.graphs("a").ended("a", 1);
        db.execute("UPDATE app.graph SET status = 'suspended'");
        look(db, DEPROVISION);
        look(db, DEPROVISION);
        db.execute("DELETE FROM app.due_graph; UPDATE app.graph SET status = 'active'");
        look(db, SUSPEND);
        look(db, SUSPEND);
        assertThat(platform.trail())
                .containsExactly("resource.found-suspended graph a", "resource.found-active graph a");
    }

    @Test
    void those_without_an_end_hold_up_none_that_has_ended(TestDatabase db) throws Exception {
        batch = 1;
        for (var i = 1; i < 10; i++) {
            platform.graphs("endless" + i);
            db.execute("INSERT INTO app.due_graph VALUES ('endless" + i + "', NULL, false)");
        }
        look(db, SUSPEND);
        platform.graphs("a").ended("a", 0);
        assertThat(look(db, SUSPEND).acted()).isEqualTo(1);
    }

    @Test
    void those_who_are_kept_hold_up_none_whose_time_is_over(TestDatabase db) throws Exception {
        batch = 1;
        for (var i = 1; i < 7; i++) {
            platform.graphs("kept" + i).ended("kept" + i, 1);
            db.execute("UPDATE app.graph SET status = 'suspended'");
        }
        look(db, DEPROVISION);
        look(db, DEPROVISION);
        platform.graphs("now");
        db.execute("INSERT INTO app.due_graph VALUES ('now', now(), true)");
        look(db, SUSPEND);
        assertThat(codes(look(db, DEPROVISION))).contains("now teardown.begun");
        assertThat(stored(DEPROVISION)).contains("kept1 waited", "now acted");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "an error nobody expected")
    void what_nobody_expected_ends_no_look_and_leaves_none_under_way(TestDatabase db) throws Exception {
        platform.graphs("a", "b", "c", "d").ended("b", 1);
        db.execute("INSERT INTO app.due_graph VALUES ('a', '-infinity', false), ('c', 'infinity', true),"
                + " ('d', 'infinity', false)");
        db.execute("CREATE FUNCTION app.swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
                + " CREATE TRIGGER swallow BEFORE UPDATE ON app.graph FOR EACH ROW WHEN (old.graph_id = 'b')"
                + " EXECUTE FUNCTION app.swallow()");
        assertThat(codes(look(db, SUSPEND)))
                .containsOnly("a resource.suspended", "b sensor.unexpected", "c resource.suspended");
        assertThat(state("d")).isEqualTo(ResourceState.ACTIVE);
        assertThat(platform.text("SELECT finished_at IS NOT NULL FROM coppice.sensor_run"))
                .isEqualTo("true");
        assertThat(platform.resources().find(graph("a")).orElseThrow().ending()).isPresent();
        assertThat(platform.resources().find(graph("d")).orElseThrow().ending()).isEmpty();
    }

    @Test
    void a_plan_stays_the_same_where_an_immediate_end_has_no_time(TestDatabase db) {
        platform.graphs("a");
        db.execute("INSERT INTO app.due_graph VALUES ('a', NULL, true)");
        var teardowns = lifecycle(db).teardowns();
        var request = TeardownRequest.of(graph("a"), ANN);
        assertThat(teardowns.plan(request).hash())
                .isEqualTo(teardowns.plan(request).hash());
        assertThat(folder)
                .as("a plan writes nothing, in the store of backups either")
                .isEmptyDirectory();
    }

    @Test
    void the_share_of_a_kind_is_seen_and_told(TestDatabase db) throws Exception {
        for (var i = 10; i < 25; i++) {
            platform.graphs("g" + i);
            db.execute("INSERT INTO app.due_graph VALUES ('g" + i + "', now(), true)");
        }
        var lifecycle = lifecycle(db);
        for (var i = 0; i < 8; i++) {
            sensor(lifecycle, SUSPEND).runOnce();
            sensor(lifecycle, DEPROVISION).runOnce();
        }
        assertThat(platform.text("SELECT count(*) FROM coppice.operation")).isEqualTo("10");
        assertThat(platform.text("SELECT count(*) FROM coppice.sensor_decision WHERE sensor = 'deprovision-due'"
                        + " AND code = 'teardown.share-exceeded'"))
                .isEqualTo("5");
    }

    @Test
    void a_family_too_large_for_the_share_holds_up_no_smaller_one(TestDatabase db) throws Exception {
        platform.graphs("a", "b");
        for (var i = 10; i < 21; i++) {
            platform.graphs("a.x" + i);
        }
        db.execute("INSERT INTO app.due_graph VALUES ('a', now(), true), ('b', now(), true)");
        look(db, SUSPEND);
        assertThat(codes(look(db, DEPROVISION))).containsExactly("a teardown.family-exceeds-share", "b teardown.begun");
    }

    @Test
    void defect_e_and_r_three_processes_at_once_do_nothing_twice(TestDatabase db) throws Exception {
        for (var i = 1; i < 7; i++) {
            platform.graphs("g" + i);
            db.execute("INSERT INTO app.due_graph VALUES ('g" + i + "', now(), true)");
        }
        batch = 2;
        for (var round = 0; round < 3; round++) {
            storm(db, SUSPEND);
        }
        assertThat(platform.trail())
                .filteredOn(entry -> entry.startsWith("resource.suspended"))
                .hasSize(6);
        for (var round = 0; round < 3; round++) {
            storm(db, DEPROVISION);
        }
        assertThat(platform.text("SELECT count(*) || ' ' || count(DISTINCT resource_id) FROM coppice.operation"))
                .isEqualTo("6 6");
        assertThat(platform.trail())
                .filteredOn(entry -> entry.startsWith("teardown.begun"))
                .hasSize(6);
    }

    @Test
    void a_resource_in_the_table_of_coppice_goes_all_the_way_by_itself(TestDatabase db) throws Exception {
        platform.in(dsl -> platform.resources().enter(dsl, NewResource.of(space("s")), ANN));
        platform.in(dsl -> platform.resources()
                .ends(
                        dsl,
                        space("s"),
                        Optional.of(Ending.immediately(Instant.parse("2020-01-01T00:00:00Z"))),
                        Instant.parse("2020-01-01T00:00:00Z"),
                        ANN));
        var lifecycle = lifecycle(db);
        assertThat(lifecycle.sensors()).extracting(Sensor::purpose).allMatch(purpose -> purpose.endsWith("."));
        for (var sensor : lifecycle.sensors()) {
            sensor.runOnce();
        }
        assertThat(platform.resources().find(space("s")).orElseThrow().state()).isEqualTo(ResourceState.DEPROVISIONED);
        assertThat(platform.text(
                        "SELECT count(*) FROM coppice.sensor_run WHERE finished_at IS NOT NULL AND problem IS NULL"))
                .isEqualTo("6");
        var figures = lifecycle.figures();
        assertThat(figures.resources()).containsEntry(ResourceState.DEPROVISIONED, 1L);
        assertThat(figures.operations())
                .isEqualTo(Map.of(OperationState.RUNNING, 0L, OperationState.PARKED, 0L, OperationState.RESIDUAL, 0L));
        assertThat(figures.oldestUnfinished()).isEmpty();
    }

    @Test
    void backups_of_a_kind_that_is_no_longer_declared_expire_too(TestDatabase db) throws Exception {
        var stores = List.of(folder.resolve("old"), folder.resolve("away"));
        Files.createDirectories(stores.getFirst());
        Files.createFile(stores.getFirst().resolve("coppice.store"));
        for (var store : stores) {
            db.execute("""
                    INSERT INTO coppice.backup (kind, resource_id, initiator, epoch, state, location, archive, made_by, reason,
                        completed_at, expires_at, manifest_sha256, row_count, object_count, byte_count)
                    VALUES ('old', 'o', 'user', 0, 'completed', 'file:%s', 'backup-a', 'ann', 'a test', now(), now(), 'a', 0, 0, 0)
                    """.formatted(store));
        }
        var report = look(db, "expire-backups");
        assertThat(codes(report))
                .containsExactlyInAnyOrder("backup 1 backup.expired", "backup 2 backup.kept", "* backup.not-expired");
        assertThat(platform.text("SELECT string_agg(state, ' ' ORDER BY id) FROM coppice.backup"))
                .isEqualTo("expired expiring");
    }

    @Test
    void figures_show_what_is_stranded(TestDatabase db) throws Exception {
        platform.graphs("a");
        db.execute("INSERT INTO app.due_graph VALUES ('a', now(), true)");
        look(db, SUSPEND);
        look(db, DEPROVISION);
        db.execute("UPDATE coppice.operation SET created_at = now() - interval '2 h'");
        var figures = lifecycle(db).figures();
        assertThat(figures.operations()).containsEntry(OperationState.RUNNING, 1L);
        assertThat(figures.oldestUnfinished().orElseThrow()).hasHours(2);
        assertThat(figures.oldestStranded().orElseThrow()).hasHours(2);
        db.execute("UPDATE coppice.operation SET created_at = now() - interval '59 min'");
        assertThat(lifecycle(db).figures().oldestStranded()).isEmpty();
        assertThat(figures.parkedSteps()).isZero();
        assertThat(figures.promiseSlack()).isEmpty();
    }

    private void storm(TestDatabase db, String name) throws Exception {
        var start = new CyclicBarrier(3);
        try (var threads = Executors.newFixedThreadPool(3)) {
            var runs = new ArrayList<Future<SensorReport>>();
            for (var i = 0; i < 3; i++) {
                var sensor = sensor(lifecycle(db), name);
                runs.add(threads.submit(() -> {
                    start.await();
                    return sensor.runOnce();
                }));
            }
            for (var run : runs) {
                run.get();
            }
        }
    }

    private SensorReport look(TestDatabase db, String name) throws InterruptedException {
        return sensor(lifecycle(db), name).runOnce();
    }

    @Test
    void schemas_of_resources_that_are_gone_are_told_and_left(TestDatabase db) throws Exception {
        platform.graphs("a", "b");
        db.execute("""
                UPDATE app.graph SET status = 'deprovisioned' WHERE graph_id = 'b';
                CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE SCHEMA tenant_c; CREATE SCHEMA tenancy_d
                """);
        var lines = "backup: { to: 'file:%s', hosting: { default: 1d } }\n".formatted(folder)
                + "steps: [ { name: drop, schema: 'tenant_{id}' } ]";
        var graph = Map.of("graph", Platform.declared(lines).get("graph"));
        var lifecycle = Lifecycle.on(db.dataSource()).kinds(graph).build();
        assertThat(sensor(lifecycle, "find-orphans").runOnce().decisions())
                .extracting(Decision::subject, Decision::code, Decision::message)
                .containsExactly(
                        tuple(
                                "schema tenant_b",
                                "schema.orphan",
                                "It is left of graph b, which is deprovisioned: deprovision it once more. Nothing was removed."),
                        tuple(
                                "schema tenant_c",
                                "schema.orphan",
                                "No row has its id c: look into it, and drop it by hand. Nothing was removed."));
        assertThat(platform.text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tenan%'"))
                .isEqualTo("4");
    }

    private Lifecycle lifecycle(TestDatabase db) {
        return Lifecycle.on(db.dataSource()).kinds(declared()).build();
    }

    private Map<String, KindConfig> declared() {
        var lines = """
                backup: { to: "file:%s", hosting: { default: 1d } }
                limits: { batch: %d }
                """.formatted(folder.resolve("backups"), batch);
        return Platform.declared(lines);
    }

    private static Sensor sensor(Lifecycle lifecycle, String name) {
        return lifecycle.sensors().stream()
                .filter(sensor -> sensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ResourceState state(String id) {
        return platform.resources().find(graph(id)).orElseThrow().state();
    }

    private static List<String> codes(SensorReport report) {
        return report.decisions().stream()
                .map(decision -> decision.subject() + " " + decision.code())
                .toList();
    }

    private List<String> stored(String sensor) {
        return platform.in(dsl -> dsl.fetch(
                        "SELECT subject || ' ' || decision AS told FROM coppice.sensor_decision WHERE sensor = ?",
                        sensor)
                .getValues("told", String.class));
    }
}
