package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.backup.BackupTaking;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was found wrong with the teardown this one is to replace, and what it never got right. */
@PostgresTest(Isolation.DATABASE)
class FindingsTest {
    private static final StepOutcome SICK = new StepOutcome.Failed("store.sick", "The store is sick.");
    private static final Act BOB = Act.of("bob", "a case");

    private World world;
    private ResourceId resource = new ResourceId("workspace", "kg1");

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db);
        resource = world.workspace("kg1");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void finding_1_what_begin_answers_is_committed(TestDatabase db) throws Exception {
        var operation = world.begin(resource);
        try (var other = db.connect();
                var statement = other.createStatement();
                var row = statement.executeQuery("SELECT o.id FROM coppice.operation AS o, app.workspace AS w"
                        + " WHERE w.gone_at IS NOT NULL AND o.resource_id = w.id")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).isEqualTo(operation.id());
        }
    }

    @Test
    void finding_3_and_defect_j_children_are_backed_up_with_their_parent_and_cleaned_like_it() throws Exception {
        world.workspace("kg1_a", "kg1");
        world.workspace("kg1_a_x", "kg1_a");
        world.begin(resource);
        world.converge(1);
        assertThat(world.number("SELECT count(*) FROM coppice.backup")).isEqualTo(1);
        assertThat(world.number("SELECT count(DISTINCT resource) FROM app.saved"))
                .isEqualTo(3);
        assertThat(world.number("SELECT count(*) FROM app.item")).isZero();
        assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE backup_id = 1 AND state = 'succeeded'"))
                .isEqualTo(3);
        world.requireOrder();
    }

    @Test
    void finding_4_and_defect_f_one_that_fails_never_touches_the_next() throws Exception {
        world.mood(
                "database",
                (place, context) -> context.resource().equals(resource) && place.equals("before")
                        ? Optional.of(SICK)
                        : Optional.empty());
        var next = world.workspace("kg2");
        world.begin(resource);
        world.begin(next);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARKED);
        assertThat(world.latest(next).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void defect_h_a_parent_waits_for_each_child_and_says_which() throws Exception {
        var child = world.workspace("kg1_a", "kg1");
        world.mood(
                "database",
                (place, context) -> context.resource().equals(child) && place.equals("before")
                        ? Optional.of(SICK)
                        : Optional.empty());
        world.begin(resource);
        for (var pass = 0; pass < 12; pass++) {
            world.engine().teardowns().runOnce();
        }
        assertThat(world.text("SELECT status FROM app.workspace WHERE id = 'kg1_a'"))
                .isEqualTo("active");
        var waiting = step(resource, "children");
        assertThat(waiting.state()).isEqualTo(StepState.BLOCKED);
        assertThat(waiting.problem().orElseThrow().by())
                .containsExactly("operation " + world.latest(child).id());
        assertThat(world.items("database", "kg1")).isEqualTo(3);
    }

    @Test
    void finding_5_what_a_child_gets_after_the_backup_lies_in_another_before_the_child_goes() throws Exception {
        var child = world.workspace("kg1_a", "kg1");
        var late = new AtomicBoolean(true);
        world.mood("database", (place, context) -> {
            if (context.resource().equals(child) && place.equals("before") && late.getAndSet(false)) {
                world.dsl().execute("INSERT INTO app.item VALUES ('database', 'kg1_a', 9)");
                return Optional.of(new StepOutcome.Blocked("backup.outdated", "A row came late.", List.of()));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        assertThat(world.latest(child).backup()).hasValue(2);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE backup = 2 AND resource = 'kg1_a'"
                        + " AND store = 'database'"))
                .isEqualTo(4);
        world.requireOrder();
    }

    @Test
    void finding_8_trail_events_and_journal_say_whose_which_and_by_whom() throws Exception {
        world.mood("objects", (place, context) -> place.equals("before") ? Optional.of(SICK) : Optional.empty());
        var operation = world.begin(resource);
        world.converge(1);
        world.mood("objects", (place, context) -> Optional.empty());
        world.engine().operations().retry(operation.id(), BOB);
        world.converge(1);
        assertThat(told("SELECT action || ' by ' || actor FROM coppice.audit WHERE subject = 'workspace kg1'"
                        + " AND (after_state ->> 'operation')::bigint = " + operation.id() + " ORDER BY seq"))
                .containsExactly(
                        "teardown.begun by ada",
                        "teardown.no-return by worker-1",
                        "operation.parked by worker-1",
                        "operation.retried by bob",
                        "resource.deprovisioned by worker-1",
                        "operation.ended by worker-1");
        assertThat(told(
                        "SELECT concat_ws(' ', topic, payload ->> 'state', payload ->> 'step') FROM coppice.notification"
                                + " WHERE subject = 'workspace kg1' AND (payload ->> 'operation')::bigint = "
                                + operation.id()
                                + " ORDER BY id"))
                .containsExactly("teardown.begun", "operation.parked clear-objects", "operation.ended succeeded");
        assertThat(told("SELECT DISTINCT step || ' by ' || worker FROM coppice.operation_attempt"
                        + " WHERE lease_epoch > 0 AND operation_id = " + operation.id() + " ORDER BY 1"))
                .containsExactly(
                        "backup by worker-1",
                        "children by worker-1",
                        "clear-cache by worker-1",
                        "clear-database by worker-1",
                        "clear-objects by worker-1",
                        "clear-rows by worker-1",
                        "clear-slot by worker-1",
                        "quiesce by worker-1",
                        "status by worker-1");
        assertThat(told("SELECT epoch || ' ' || requested_by || ': ' || reason FROM coppice.operation"))
                .containsExactly("1 ada: the contract ended");
    }

    @Test
    void finding_9_twelve_children_on_two_levels_go_before_their_parents() throws Exception {
        world.with("limits: { share: \"100%/30d\" }");
        for (var number = 1; number <= 6; number++) {
            world.workspace("kg1_" + number, "kg1");
            world.workspace("kg1_" + number + "_1", "kg1_" + number);
        }
        var neighbour = world.workspace("kg2");
        world.begin(resource);
        world.converge(3);
        assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE state = 'succeeded'"))
                .isEqualTo(13);
        assertThat(world.number("SELECT count(DISTINCT resource) FROM app.saved WHERE backup = 1"))
                .isEqualTo(13);
        assertThat(world.number("SELECT count(*) FROM app.item WHERE resource <> 'kg2'"))
                .isZero();
        world.requireOrder();
        world.requireUntouched(neighbour.id());
    }

    @Test
    void defect_a_the_fence_is_stamped_once_and_the_backup_taken_once_whatever_the_attempts() throws Exception {
        world.mood("objects", (place, context) -> place.equals("before") ? Optional.of(SICK) : Optional.empty());
        var operation = world.begin(resource);
        var stamped = world.text("SELECT gone_at FROM app.workspace");
        world.converge(1);
        world.engine().operations().retry(operation.id(), BOB);
        assertThat(world.begin(resource).id()).isEqualTo(operation.id());
        world.converge(1);
        assertThat(world.text("SELECT gone_at FROM app.workspace")).isEqualTo(stamped);
        assertThat(world.number("SELECT count(*) FROM coppice.backup")).isEqualTo(1);
    }

    @Test
    void defect_b_a_backup_that_was_not_read_back_stops_everything() throws Exception {
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        ((CopiedBackups) parts.backups()).unverified(true);
        var engine = new Engine(parts, World.hooks(PausePoint.NONE));
        var operation = world.begin(resource);
        for (var pass = 0; pass < 10; pass++) {
            engine.teardowns().runOnce();
        }
        assertThat(step(resource, "backup").state()).isEqualTo(StepState.PARKED);
        assertThat(step(resource, "backup").problem().orElseThrow().code()).isEqualTo("backup.unverified");
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
        assertThat(world.engine().operations().cancel(operation.id(), BOB).state())
                .isEqualTo(OperationState.CANCELLED);
        world.requireUntouched("kg1");
    }

    @Test
    void a_backup_that_is_not_required_is_given_up_when_it_has_failed_and_that_is_recorded() throws Exception {
        world.with("backup: { required: false, to: \"file:./backups\", hosting: { default: 30d } }");
        var child = world.workspace("kg1_a", "kg1");
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        ((CopiedBackups) parts.backups()).unverified(true);
        var engine = new Engine(parts, World.hooks(PausePoint.NONE));
        world.begin(resource);
        for (var pass = 0; pass < 14; pass++) {
            engine.teardowns().runOnce();
        }
        for (var one : List.of(world.latest(resource), world.latest(child))) {
            assertThat(one.state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(one.waiver())
                    .contains(Act.of("worker", "backup.required is false, and the backup failed 8 times"));
        }
        assertThat(step(resource, "backup").receipt().method()).contains("left out");
        assertThat(world.number("SELECT count(*) FROM coppice.audit WHERE action = 'teardown.backup-waived'"))
                .isEqualTo(1);
    }

    @Test
    void defect_c_a_slot_that_was_not_freed_is_not_taken_for_freed() throws Exception {
        world.mood("slot", (place, context) -> place.equals("before") ? Optional.of(SICK) : Optional.empty());
        world.begin(resource);
        world.converge(1);
        assertThat(step(resource, "clear-slot").state()).isEqualTo(StepState.PARKED);
        assertThat(world.text("SELECT status FROM app.workspace")).isEqualTo("active");
    }

    @Test
    void defect_f_a_pass_takes_no_more_than_its_batch() throws Exception {
        world.with("limits: { batch: 2 }");
        for (var number = 2; number <= 5; number++) {
            world.begin(world.workspace("kg" + number));
        }
        assertThat(world.engine().teardowns().runOnce().taken()).isEqualTo(2);
    }

    @Test
    void other_limits_and_another_hosting_call_no_teardown_off() throws Exception {
        world.begin(resource);
        world.with("limits: { batch: 2 }").with("backup: { to: \"file:./backups\", hosting: { default: 9d } }");
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void defect_l_a_failed_disposal_is_tried_again_after_the_status_is_terminal() throws Exception {
        var sick = new AtomicInteger();
        world.mood(
                "cache",
                (place, context) ->
                        place.equals("before") && sick.getAndIncrement() < 3 ? Optional.of(SICK) : Optional.empty());
        world.begin(resource);
        world.converge(1);
        assertThat(sick).hasValue(4);
        assertThat(world.items("cache", "kg1")).isZero();
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void defect_o_plan_signature_hold_notice_and_way_back_come_before_anything_goes() {
        world.with("approvals: 1");
        var request = TeardownRequest.of(resource, World.ACT);
        var plan = world.engine().teardowns().plan(request);
        assertThat(plan.hostedUntil()).isPresent();
        assertThat(world.number("SELECT count(*) FROM coppice.operation"))
                .as("begun by a plan")
                .isZero();
        refused("approval.missing");
        world.engine().teardowns().approve(request, plan.hash(), BOB);
        var hold = world.dsl()
                .transactionResult(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(HoldTarget.resource("workspace", "kg1"), "legal/7", BOB)));
        refused("resource.held");
        world.dsl().transaction(configuration -> Holds.in(configuration.dsl()).release(hold.id(), BOB));
        var operation = world.begin(resource);
        assertThat(told("SELECT topic FROM coppice.notification WHERE subject = 'workspace kg1'"))
                .containsExactly("teardown.begun");
        world.engine().operations().cancel(operation.id(), BOB);
        world.requireUntouched("kg1");
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
    }

    private void refused(String code) {
        assertThatThrownBy(() -> world.begin(resource))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private List<String> told(String sql) {
        return world.dsl().fetch(sql).getValues(0, String.class);
    }

    @Test
    void defect_r_and_e_a_resource_has_one_operation_for_each_fence() throws Exception {
        var first = world.begin(resource);
        assertThat(world.begin(resource).id()).isEqualTo(first.id());
        assertThatThrownBy(
                        () -> world.dsl()
                                .execute(
                                        "INSERT INTO coppice.operation SELECT (o).* FROM (SELECT o FROM coppice.operation AS o) AS x"))
                .isInstanceOf(DataAccessException.class);
        world.converge(3);
        assertThat(world.number("SELECT count(*) FROM coppice.operation")).isEqualTo(1);
        assertThat(world.number("SELECT count(*) FROM coppice.operation_attempt"))
                .isEqualTo(world.latest(resource).steps().size() - 1L);
    }

    @Test
    void defect_u_a_residual_run_is_refused_under_a_hold_like_a_first_one() throws Exception {
        world.begin(resource);
        world.converge(1);
        world.dsl().execute("INSERT INTO app.item VALUES ('objects', 'kg1', 7)");
        world.dsl()
                .transaction(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(HoldTarget.resource("workspace", "kg1"), "legal/7", BOB)));
        refused("resource.held");
        assertThat(world.items("objects", "kg1")).isEqualTo(1);
    }

    @Test
    void a_store_that_cannot_take_the_backup_is_found_before_the_fence() {
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        BackupTaking backups = parts.backups();
        ((CopiedBackups) backups)
                .unusable(EngineFaults.refused("store.full", resource, "The disk is full.", "Make room.")
                        .exception());
        var engine = new Engine(
                new EngineParts(parts.database(), Map.copyOf(parts.kinds()), backups, Ending.UNTOLD, "worker"));
        assertThatThrownBy(() -> engine.teardowns().begin(TeardownRequest.of(resource, World.ACT)))
                .hasMessage(
                        "The teardown of workspace kg1 was not begun. Its backup could not be kept: The disk is full."
                                + " Nothing was changed. Make room.");
        world.requireUntouched("kg1");
    }

    private OperationStep step(ResourceId of, String name) {
        Operation operation = world.latest(of);
        return new StepGraph(operation.steps()).find(name).orElseThrow();
    }
}
