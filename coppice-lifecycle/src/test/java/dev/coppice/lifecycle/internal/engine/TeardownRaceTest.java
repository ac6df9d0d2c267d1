package dev.coppice.lifecycle.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class TeardownRaceTest {
    private static final Act BOB = Act.of("bob", "it was a mistake");

    private World world;

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void a_stale_worker_writes_nothing_after_another_took_over() throws Exception {
        var resource = world.workspace("kg1");
        var operation = world.begin(resource);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("stale", "step.before");
            var stale = interleaving.start(
                    "stale",
                    () -> world.engine("stale", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            stale.awaitStopped("step.before");
            world.converge(1);
            var ended = world.endOf("kg1");
            var effects = world.number("SELECT count(*) FROM app.effect");
            world.dsl().execute("INSERT INTO app.item VALUES ('database', 'kg1', 9)");
            interleaving.passAt("step.before");
            stale.resume();
            assertThat(requireNonNull(stale.result()).state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(world.items("database", "kg1")).isEqualTo(1);
            assertThat(world.number("SELECT count(*) FROM app.effect")).isEqualTo(effects);
            world.dsl().execute("DELETE FROM app.item");
            assertThat(world.endOf("kg1")).isEqualTo(ended);
        }
    }

    @Test
    void an_operation_another_worker_has_is_left_as_it_is() throws Exception {
        var operation = world.begin(world.workspace("kg1"));
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("first", "step.before");
            var first = interleaving.start(
                    "first",
                    () -> world.engine("first", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            first.awaitStopped("step.before");
            var report = world.engine().teardowns().runOnce();
            assertThat(report.taken()).isZero();
            assertThat(world.engine().teardowns().advance(operation.id()).worker())
                    .contains("first");
            assertThatThrownBy(() -> world.engine().operations().resolve(operation.id(), "clear-database", BOB))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            refused -> assertThat(refused.code()).isEqualTo("operation.busy"));
            interleaving.passAt("step.before");
            first.resume();
            first.join();
        }
    }

    @Test
    void a_word_given_on_an_old_look_is_not_written() throws Exception {
        var resource = world.workspace("kg1");
        var sick = new AtomicBoolean(true);
        var late = new AtomicBoolean();
        world.mood("objects", (place, context) -> {
            if (place.equals("before") && sick.get()) {
                return Optional.of(new StepOutcome.Failed("store.sick", "The store is sick."));
            }
            if (place.equals("look") && late.getAndSet(false)) {
                world.leasesRunOut();
                var taken = new Leases(world.database()).acquire("operation/1", "other", Duration.ofMinutes(1));
                assertThat(taken).isInstanceOf(LeaseAttempt.Acquired.class);
            }
            return Optional.empty();
        });
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        world.dsl().execute("DELETE FROM app.item WHERE store = 'objects'");
        late.set(true);
        assertThatThrownBy(() -> world.engine().operations().resolve(operation.id(), "clear-objects", BOB))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("lease.lost"));
        assertThat(step(world.latest(resource), "clear-objects").state()).isEqualTo(StepState.FAILED);
    }

    @Test
    void an_outcome_that_comes_after_a_persons_word_changes_nothing() throws Exception {
        var resource = world.workspace("kg1");
        var operation = world.begin(resource);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "engine.verified");
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            worker.awaitStopped("engine.verified"); // of the backup
            worker.resume();
            worker.awaitStopped("engine.verified"); // of the first store
            world.dsl().execute("""
                    UPDATE coppice.operation_step
                    SET state = 'resolved', finished_at = now(), items_after = 0, resolved_by = 'bob', resolved_reason = 'gone'
                    WHERE name = 'clear-database'
                    """);
            interleaving.passAt("engine.verified");
            worker.resume();
            assertThat(Objects.requireNonNull(worker.result()).state()).isEqualTo(OperationState.SUCCEEDED);
        }
        assertThat(step(world.latest(resource), "clear-database").state()).isEqualTo(StepState.RESOLVED);
    }

    @Test
    void a_hold_placed_while_a_step_is_at_work_stops_the_next_effect() throws Exception {
        var resource = world.workspace("kg1");
        var operation = world.begin(resource);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "step.before");
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            worker.awaitStopped("step.before");
            hold("kg1");
            interleaving.passAt("step.before");
            worker.resume();
            worker.join();
        }
        assertThat(world.items("database", "kg1")).isEqualTo(3);
        var step = step(world.latest(resource), "clear-database");
        assertThat(step.state()).isEqualTo(StepState.BLOCKED);
        assertThat(step.attempts()).isZero();
        assertThat(step.problem().orElseThrow().code()).isEqualTo("resource.held");
        release();
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void a_hold_on_the_parent_stops_its_children_too() throws Exception {
        var parent = world.workspace("kg1");
        var child = world.workspace("kg1_a", "kg1");
        world.begin(parent);
        hold("kg1");
        world.engine().teardowns().runOnce();
        assertThat(step(world.latest(child), "quiesce").problem().orElseThrow().code())
                .isEqualTo("resource.held");
        assertThat(world.items("database", "kg1_a")).isEqualTo(3);
        release();
    }

    @Test
    void a_hold_on_the_parent_stops_a_child_that_is_torn_down_by_itself() throws Exception {
        world.workspace("kg1");
        world.workspace("kg1_a", "kg1");
        var child = world.workspace("kg1_a_x", "kg1_a");
        var operation = world.begin(child);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "step.before");
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            worker.awaitStopped("step.before");
            hold("kg1");
            interleaving.passAt("step.before");
            worker.resume();
            worker.join();
        }
        assertThat(step(world.latest(child), "clear-database")
                        .problem()
                        .orElseThrow()
                        .code())
                .isEqualTo("resource.held");
        assertThat(world.items("database", "kg1_a_x")).isEqualTo(3);
        release();
    }

    @Test
    void a_cancel_before_the_first_destroying_intent_leaves_everything_as_it_was() throws Exception {
        var resource = world.workspace("kg1");
        var operation = world.begin(resource);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "engine.looked");
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            worker.awaitStopped("engine.looked"); // of the backup
            worker.resume();
            worker.awaitStopped("engine.looked"); // of the first step that destroys
            world.engine().operations().cancel(operation.id(), BOB);
            interleaving.passAt("engine.looked");
            worker.resume();
            assertThat(requireNonNull(worker.result()).state()).isEqualTo(OperationState.CANCELLED);
        }
        world.requireUntouched("kg1");
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("active");
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
    }

    @Test
    void a_cancel_after_the_first_destroying_intent_is_refused() throws Exception {
        var operation = world.begin(world.workspace("kg1"));
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "step.before");
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", interleaving::reached)
                            .teardowns()
                            .advance(operation.id()));
            worker.awaitStopped("step.before");
            assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("tearing-down");
            assertThatThrownBy(() -> world.engine().operations().cancel(operation.id(), BOB))
                    .hasMessage("Operation " + operation.id() + " for workspace kg1 was left as it is."
                            + " Its first step that destroys has begun: there is no way back."
                            + " Nothing was changed. Let it end, then restore its backup.");
            interleaving.passAt("step.before");
            worker.resume();
            assertThat(requireNonNull(worker.result()).state()).isEqualTo(OperationState.SUCCEEDED);
        }
    }

    @Test
    void a_resource_made_active_again_by_its_application_is_never_destroyed() throws Exception {
        var resource = world.workspace("kg1");
        world.dsl().execute("UPDATE app.workspace SET status = 'suspended'");
        world.begin(resource);
        world.dsl().execute("UPDATE app.workspace SET status = 'active'");
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.CANCELLED);
        world.requireUntouched("kg1");
        assertThat(world.text("SELECT ended_reason FROM coppice.operation"))
                .isEqualTo("resource.status-changed: workspace kg1 was suspended and is active now.");
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("active");
    }

    @Test
    void a_renewed_resource_is_never_destroyed_when_its_teardown_was_due() throws Exception {
        var resource = world.workspace("kg1");
        world.dsl().execute("UPDATE app.workspace SET status = 'suspended', ends_at = now() - interval '8 days'");
        var due = TeardownRequest.of(resource, World.ACT).because(Cause.DUE);
        world.engine().teardowns().begin(due);
        world.dsl().execute("UPDATE app.workspace SET ends_at = now() + interval '1 month'");
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(world.items("database", "kg1")).isEqualTo(3);
        assertThatThrownBy(() -> world.engine().teardowns().begin(due))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("resource.not-due"));
    }

    @Test
    void a_child_made_active_again_saves_its_whole_family() throws Exception {
        var parent = world.workspace("kg1");
        var child = world.workspace("kg1_a", "kg1");
        world.dsl().execute("UPDATE app.workspace SET status = 'suspended'");
        world.begin(parent);
        world.dsl().execute("UPDATE app.workspace SET status = 'active' WHERE id = 'kg1_a'");
        world.converge(1);
        assertThat(List.of(world.latest(parent).state(), world.latest(child).state()))
                .containsOnly(OperationState.CANCELLED);
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
    }

    @Test
    void a_child_that_ends_by_its_own_operation_does_not_call_its_parents_off() throws Exception {
        var parent = world.workspace("kg1");
        var child = world.workspace("kg1_a", "kg1");
        var own = world.begin(child);
        var operation = world.begin(parent);
        assertThat(world.engine().teardowns().advance(own.id()).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.engine().teardowns().advance(operation.id()).state()).isEqualTo(OperationState.SUCCEEDED);
        world.requireOrder();
    }

    @Test
    void a_child_that_is_taken_out_of_its_family_still_calls_the_teardown_off() throws Exception {
        var parent = world.workspace("kg1");
        world.workspace("kg1_a", "kg1");
        world.begin(parent);
        world.dsl().execute("UPDATE app.workspace SET parent_id = NULL WHERE id = 'kg1_a'");
        world.converge(1);
        assertThat(world.latest(parent).state()).isEqualTo(OperationState.CANCELLED);
        world.requireUntouched("kg1_a");
    }

    @Test
    void a_child_that_had_nothing_and_is_gone_leaves_its_parent_no_way_back() throws Exception {
        var parent = world.workspace("kg1");
        var child = world.workspace("kg1_a", "kg1");
        world.dsl().execute("DELETE FROM app.item WHERE resource = 'kg1_a'");
        var operation = world.begin(parent);
        world.engine().teardowns().advance(operation.id());
        var below = world.engine().teardowns().advance(world.latest(child).id());
        assertThat(below.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThatThrownBy(() -> world.engine().operations().cancel(operation.id(), BOB))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("operation.no-return"));
        world.converge(1);
        assertThat(world.latest(parent).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.text("SELECT state FROM coppice.resource_state WHERE resource_id = 'kg1_a'"))
                .isEqualTo("deprovisioned");
    }

    @Test
    void a_child_that_comes_when_there_is_no_way_back_goes_by_itself_and_its_parent_after_it() throws Exception {
        var parent = world.workspace("kg1");
        var child = world.workspace("kg1_a", "kg1");
        var operation = world.begin(parent);
        world.engine().teardowns().advance(operation.id());
        world.engine().teardowns().advance(world.latest(child).id());
        var late = world.workspace("kg1_b", "kg1");
        world.engine().teardowns().runOnce();
        assertThat(step(world.latest(parent), "children")
                        .problem()
                        .orElseThrow()
                        .code())
                .isEqualTo("children.not-leaving");
        world.begin(late);
        world.converge(1);
        assertThat(List.of(world.latest(parent).state(), world.latest(late).state()))
                .containsOnly(OperationState.SUCCEEDED);
        world.requireOrder();
    }

    @Test
    void a_protection_that_commits_while_a_begin_waits_for_it_is_seen(TestDatabase db) throws Exception {
        var parent = world.workspace("kg1");
        world.workspace("kg1_a", "kg1");
        try (var application = db.connect();
                var interleaving = new Interleaving()) {
            application.setAutoCommit(false);
            application.createStatement().execute("UPDATE app.workspace SET protected = true WHERE id = 'kg1_a'");
            var begin = interleaving.start("begin", () -> {
                try {
                    return world.begin(parent).state().toString();
                } catch (CoppiceException refused) {
                    return refused.code();
                }
            });
            interleaving.awaitBlockedBy(db.dataSource(), application);
            application.commit();
            assertThat(begin.result()).isEqualTo("resource.protected");
        }
        world.requireUntouched("kg1");
    }

    @Test
    void two_begins_at_once_are_one_teardown() throws Exception {
        var resource = world.workspace("kg1");
        var begun = atOnce(4, () -> world.begin(resource));
        assertThat(begun)
                .extracting(Operation::id)
                .containsOnly(begun.getFirst().id());
        assertThat(world.number("SELECT count(*) FROM coppice.operation")).isEqualTo(1);
        assertThat(world.number("SELECT epoch FROM coppice.resource_state")).isEqualTo(1);
    }

    @Test
    void concurrent_begins_never_exceed_the_share() throws Exception {
        world.with("limits: { share: \"1%/30d\" }");
        for (var number = 1; number <= 16; number++) {
            world.workspace("kg" + number);
        }
        var next = new AtomicInteger();
        var begun = atOnce(16, () -> {
            try {
                world.begin(new ResourceId("workspace", "kg" + next.incrementAndGet()));
                return "begun";
            } catch (CoppiceException refused) {
                return refused.code();
            }
        });
        assertThat(begun).filteredOn("begun"::equals).hasSize(10);
        assertThat(begun).filteredOn("teardown.share-exceeded"::equals).hasSize(6);
    }

    @Test
    void a_transaction_that_saw_no_fence_is_waited_for(TestDatabase db) throws Exception {
        var resource = world.workspace("kg1");
        try (var late = db.connect()) {
            late.setAutoCommit(false);
            try (var statement = late.createStatement()) {
                statement.execute("SELECT gone_at FROM app.workspace");
                var operation = world.begin(resource);
                world.engine().teardowns().advance(operation.id());
                var quiesce = step(world.latest(resource), "quiesce");
                assertThat(quiesce.problem().orElseThrow().code()).isEqualTo("quiesce.transactions-open");
                assertThat(quiesce.problem().orElseThrow().by()).hasSize(1);
                assertThat(quiesce.attempts()).isZero();
                statement.execute("INSERT INTO app.item VALUES ('database', 'kg1', 9)");
            }
            late.commit();
        }
        world.converge(1);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE store = 'database'"))
                .isEqualTo(4);
        world.requireOrder();
    }

    @Test
    void a_transaction_that_is_waited_for_is_looked_for_again_soon(TestDatabase db) throws Exception {
        var resource = world.workspace("kg1");
        try (var early = db.connect()) {
            early.setAutoCommit(false);
            early.createStatement().execute("SELECT 1");
            var operation = world.begin(resource);
            new Engine(world.parts("worker", PausePoint.NONE, world.database()), Hooks.PRODUCTION)
                    .teardowns()
                    .advance(operation.id());
            assertThat(world.number("SELECT count(*) FROM coppice.operation_step"
                            + " WHERE name = 'quiesce' AND next_try_at < clock_timestamp() + interval '2 s'"))
                    .isEqualTo(1);
            early.commit();
        }
    }

    @Test
    void a_transaction_that_begins_after_the_fence_is_not_waited_for(TestDatabase db) throws Exception {
        var resource = world.workspace("kg1");
        try (var early = db.connect();
                var late = db.connect()) {
            early.setAutoCommit(false);
            early.createStatement().execute("SELECT 1");
            var operation = world.begin(resource);
            world.engine().teardowns().advance(operation.id());
            late.setAutoCommit(false);
            late.createStatement().execute("SELECT 1");
            early.commit();
            assertThat(world.engine().teardowns().advance(operation.id()).state())
                    .isEqualTo(OperationState.SUCCEEDED);
            late.commit();
        }
    }

    @Test
    void the_state_of_a_resource_follows_its_teardown() throws Exception {
        var resource = world.workspace("kg1");
        var operation = world.begin(resource);
        var states = new ArrayList<String>();
        world.engine("worker", place -> states.add(world.text("SELECT state FROM coppice.resource_state")))
                .teardowns()
                .advance(operation.id());
        states.add(world.text("SELECT state FROM coppice.resource_state"));
        assertThat(states.stream().distinct())
                .containsExactly(
                        ResourceState.FENCED.stored(),
                        ResourceState.TEARING_DOWN.stored(),
                        ResourceState.DEPROVISIONED.stored());
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var results = new ArrayList<T>();
            for (var result : executor.invokeAll(Collections.nCopies(threads, work))) {
                results.add(result.get());
            }
            return results;
        }
    }

    private void hold(String id) {
        world.dsl()
                .transaction(configuration -> Holds.in(configuration.dsl())
                        .place(HoldRequest.on(HoldTarget.resource("workspace", id), "legal/7", BOB)));
    }

    private void release() {
        world.dsl().transaction(configuration -> Holds.in(configuration.dsl()).release(1, BOB));
    }

    private static OperationStep step(Operation operation, String name) {
        return new StepGraph(operation.steps()).find(name).orElseThrow();
    }
}
