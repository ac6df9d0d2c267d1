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
import java.util.Map;
import java.util.Optional;
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
    void finding_5_and_defect_h_a_parent_waits_for_each_child_and_says_which() throws Exception {
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
        var engine = new Engine(parts, new Hooks(PausePoint.NONE, World.AT_ONCE, Hooks.PRODUCTION.heartbeat()));
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
        assertThatThrownBy(() -> world.begin(resource))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("resource.held"));
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
