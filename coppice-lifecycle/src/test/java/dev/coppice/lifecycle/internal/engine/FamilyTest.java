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
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parents, children, those below the dead, and those who were brought back. */
@PostgresTest(Isolation.DATABASE)
class FamilyTest {
    private static final Act BOB = Act.of("bob", "a case");
    private static final StepOutcome SICK = new StepOutcome.Failed("store.sick", "The store is sick.");

    private World world;
    private ResourceId parent = new ResourceId("workspace", "kg1");
    private ResourceId child = new ResourceId("workspace", "kg1_a");

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db);
        parent = world.workspace("kg1");
        child = world.workspace("kg1_a", "kg1");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void leftovers_of_a_parent_are_not_disposed_of_while_a_child_of_it_lives() throws Exception {
        gone(child);
        gone(parent);
        restored("kg1_a");
        world.dsl().execute("INSERT INTO app.item VALUES ('objects', 'kg1', 7), ('objects', 'kg1_a', 7)");
        var found = TeardownRequest.of(parent, BOB).because(Cause.FOUND);
        refused("resource.has-living-children", () -> world.engine().teardowns().begin(found));
        refused("resource.has-living-children", () -> world.begin(parent));
        world.dsl().execute("UPDATE app.workspace SET parent_id = NULL WHERE id = 'kg1_a'");
        var residual = world.engine().teardowns().begin(found);
        world.converge(1);
        assertThat(world.latest(parent).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE parent_id = ?", residual.id()))
                .isZero();
        assertThat(world.items("objects", "kg1_a")).isEqualTo(1);
        assertThat(world.text("SELECT status FROM app.workspace WHERE id = 'kg1_a'"))
                .isEqualTo("active");
    }

    @Test
    void what_lives_below_a_dead_child_goes_with_its_grandparent() throws Exception {
        gone(child);
        var grandchild = world.workspace("kg1_a_x", "kg1_a");
        var ill = new AtomicBoolean(true);
        world.mood(
                "database",
                (place, context) -> context.resource().equals(grandchild) && place.equals("before") && ill.get()
                        ? Optional.of(SICK)
                        : Optional.empty());
        var operation = world.begin(parent);
        assertThat(world.latest(grandchild).parent()).hasValue(operation.id());
        for (var pass = 0; pass < 12; pass++) {
            world.engine().teardowns().runOnce();
        }
        assertThat(step(parent, "children").problem().orElseThrow().by())
                .containsExactly("operation " + world.latest(grandchild).id());
        assertThat(world.items("database", "kg1")).isEqualTo(3);
        ill.set(false);
        world.engine().operations().retry(world.latest(grandchild).id(), BOB);
        world.converge(1);
        assertThat(List.of(
                        world.latest(parent).state(), world.latest(grandchild).state()))
                .containsOnly(OperationState.SUCCEEDED);
    }

    @Test
    void a_parent_waits_for_the_operation_of_a_child_whose_row_is_gone_or_was_moved() throws Exception {
        var other = world.workspace("kg1_b", "kg1");
        var ill = new AtomicBoolean(true);
        world.mood(
                "objects",
                (place, context) -> !context.resource().equals(parent) && place.equals("before") && ill.get()
                        ? Optional.of(SICK)
                        : Optional.empty());
        world.begin(parent);
        for (var id : List.of(child, other)) {
            world.engine().teardowns().advance(world.latest(parent).id());
            world.engine().teardowns().advance(world.latest(id).id());
        }
        assertThat(world.latest(parent).noReturnAt()).isPresent();
        world.dsl().execute("DELETE FROM app.workspace WHERE id = 'kg1_a'");
        world.dsl().execute("UPDATE app.workspace SET parent_id = NULL WHERE id = 'kg1_b'");
        world.engine().teardowns().advance(world.latest(parent).id());
        assertThat(step(parent, "children").problem().orElseThrow().by())
                .containsExactly(
                        "operation " + world.latest(child).id(),
                        "operation " + world.latest(other).id());
        assertThat(world.items("database", "kg1")).isEqualTo(3);
        ill.set(false);
        var production = new Engine(world.parts("worker", PausePoint.NONE, world.database()), Hooks.PRODUCTION);
        production.teardowns().advance(world.latest(child).id());
        production.teardowns().advance(world.latest(other).id());
        assertThat(world.number(
                        "SELECT count(*) FROM coppice.operation WHERE id = ? AND next_try_at <= clock_timestamp()",
                        world.latest(parent).id()))
                .as("woken by the last of them")
                .isEqualTo(1);
        world.converge(1);
        assertThat(world.latest(parent).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void the_share_counts_children_too() {
        world.with("limits: { share: \"10%/30d\" }");
        for (var number = 1; number <= 3; number++) {
            world.workspace("kg" + number + "0");
            for (var below = 1; below <= 4; below++) {
                world.workspace("kg" + number + "0_" + below, "kg" + number + "0");
            }
        }
        assertThat(world.begin(new ResourceId("workspace", "kg10")).state()).isEqualTo(OperationState.RUNNING);
        world.begin(new ResourceId("workspace", "kg20"));
        refused("teardown.share-exceeded", () -> world.begin(new ResourceId("workspace", "kg30")));
    }

    @Test
    void a_hold_on_one_of_a_family_stops_the_first_step_that_destroys_for_all() throws Exception {
        var other = world.workspace("kg1_b", "kg1");
        var operation = world.begin(parent);
        world.engine().teardowns().advance(operation.id());
        world.dsl()
                .transaction(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(HoldTarget.resource("workspace", "kg1_b"), "legal/7", BOB)));
        world.engine().teardowns().advance(world.latest(child).id());
        assertThat(step(child, "clear-database").problem().orElseThrow().code()).isEqualTo("resource.held");
        assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE no_return_at IS NOT NULL"))
                .isZero();
        assertThat(world.items("database", "kg1_a")).isEqualTo(3);
        world.dsl().transaction(configuration -> Holds.in(configuration.dsl()).release(1, BOB));
        world.converge(1);
        assertThat(world.latest(other).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.text("SELECT string_agg(subject, ',' ORDER BY subject) FROM coppice.audit"
                        + " WHERE action = 'teardown.no-return'"))
                .isEqualTo("workspace kg1,workspace kg1_a,workspace kg1_b");
    }

    @Test
    void what_the_application_revived_is_torn_down_like_any_other_and_keeps_no_parent() throws Exception {
        gone(child);
        world.dsl().execute("UPDATE app.workspace SET status = 'active', gone_at = NULL WHERE id = 'kg1_a'");
        world.dsl().execute("INSERT INTO app.item VALUES ('database', 'kg1_a', 7)");
        world.begin(parent);
        assertThat(world.latest(child).residual()).isFalse();
        assertThat(world.latest(child).epoch()).isEqualTo(2);
        assertThat(world.text("SELECT gone_at IS NOT NULL FROM app.workspace WHERE id = 'kg1_a'"))
                .isEqualTo("true");
        world.converge(1);
        assertThat(List.of(world.latest(parent).state(), world.latest(child).state()))
                .containsOnly(OperationState.SUCCEEDED);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE resource = 'kg1_a' AND number = 7"))
                .isEqualTo(1);
    }

    @Test
    void a_teardown_of_what_was_revived_is_called_off_like_any_other() throws Exception {
        gone(child);
        world.dsl().execute("UPDATE app.workspace SET status = 'suspended', gone_at = NULL WHERE id = 'kg1_a'");
        var operation = world.begin(child);
        world.engine().operations().cancel(operation.id(), BOB);
        assertThat(world.text("SELECT state || epoch FROM coppice.resource_state WHERE resource_id = 'kg1_a'"))
                .isEqualTo("suspended2");
        assertThat(world.text("SELECT status || (gone_at IS NULL) FROM app.workspace WHERE id = 'kg1_a'"))
                .isEqualTo("suspendedtrue");
    }

    private void gone(ResourceId resource) throws Exception {
        world.begin(resource);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    /** As a restore leaves it. */
    private void restored(String id) {
        var table = world.kind(PausePoint.NONE).table();
        world.dsl().transaction(configuration -> {
            var dsl = configuration.dsl();
            Transitions.in(dsl, "workspace", table).to(table.lock(dsl, id).orElseThrow(), ResourceState.ACTIVE);
            dsl.execute("UPDATE coppice.tombstone SET lifted_at = now() WHERE resource_id = ?", id);
        });
    }

    private OperationStep step(ResourceId of, String name) {
        Operation operation = world.latest(of);
        return new StepGraph(operation.steps()).find(name).orElseThrow();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
