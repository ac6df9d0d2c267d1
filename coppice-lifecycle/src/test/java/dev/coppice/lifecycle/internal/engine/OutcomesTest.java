package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Attempt;
import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class OutcomesTest {
    private static final Act BOB = Act.of("bob", "I did it by hand");
    private static final StepOutcome SICK = new StepOutcome.Failed("store.sick", "The store is sick.");
    private static final StepOutcome UNSEEN = new StepOutcome.Unknown("store.unseen", "The listing failed.");

    private volatile String sick = "";
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

    /** A store that answers something else at a place while it is ill. */
    private void ill(String store, String place, StepOutcome answer) {
        sick = store;
        world.mood(
                store,
                (at, context) -> at.equals(place) && sick.equals(store) ? Optional.of(answer) : Optional.empty());
    }

    private void well() {
        sick = "";
    }

    @Test
    void defect_g_what_fails_eight_times_is_parked_told_of_and_ends_when_retried() throws Exception {
        ill("objects", "before", SICK);
        world.begin(resource);
        world.converge(1);
        var parked = world.latest(resource);
        assertThat(parked.state()).isEqualTo(OperationState.PARKED);
        assertThat(step("clear-objects").attempts()).isEqualTo(8);
        assertThat(offered(parked)).endsWith("\", or do it by hand and resolve the step.");
        assertThat(world.number("SELECT count(*) FROM coppice.notification WHERE topic = 'operation.parked'"))
                .isEqualTo(1);
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("parked");
        assertThat(world.items("rows", "kg1")).isEqualTo(3);
        assertThat(world.engine().operations().retry(parked.id(), BOB).state()).isEqualTo(OperationState.RUNNING);
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("tearing-down");
        well();
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        world.requireOrder();
    }

    @Test
    void what_is_kept_before_anything_was_destroyed_is_blocked_and_after_it_partial() throws Exception {
        ill("database", "look", UNSEEN);
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(step("clear-database").state()).isEqualTo(StepState.UNKNOWN);
        assertThat(world.engine().operations().result(operation.id()))
                .returns("blocked", TeardownResult::status)
                .returns(false, TeardownResult::destroyed);
        ill("slot", "before", new StepOutcome.Blocked("slot.busy", "It is in use.", List.of()));
        world.engine().teardowns().advance(operation.id());
        assertThat(step("clear-slot").state()).isEqualTo(StepState.BLOCKED);
        assertThat(world.engine().operations().result(operation.id()))
                .returns("partial", TeardownResult::status)
                .returns(true, TeardownResult::destroyed);
    }

    @Test
    void who_only_waits_for_those_below_is_under_way_and_they_are_counted_as_they_stand() throws Exception {
        world.workspace("kg1_a", "kg1");
        var lowest = world.workspace("kg1_b", "kg1_a");
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(step("children").state()).isEqualTo(StepState.BLOCKED);
        var waiting = world.engine().operations().result(operation.id());
        assertThat(waiting.status()).isEqualTo("running");
        assertThat(waiting.children()).isEqualTo(new TeardownResult.Children(0, 0, 2));
        ill("database", "look", UNSEEN);
        world.engine().teardowns().advance(world.latest(lowest).id());
        var kept = world.engine().operations().result(operation.id());
        assertThat(kept.status()).isEqualTo("blocked");
        assertThat(kept.children()).isEqualTo(new TeardownResult.Children(0, 1, 1));
    }

    @Test
    void defect_t_an_unknown_listing_never_opens_a_barrier() throws Exception {
        ill("database", "look", UNSEEN);
        world.begin(resource);
        world.converge(1);
        assertThat(step("clear-database").problem().orElseThrow().code()).isEqualTo("store.unseen");
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
        assertThat(world.latest(resource).noReturnAt()).isEmpty();
    }

    @Test
    void what_can_never_be_seen_again_ends_on_a_persons_word_and_what_can_be_does_not() throws Exception {
        ill("objects", "look", UNSEEN);
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        var operations = world.engine().operations();
        refused("operation.still-there", () -> operations.resolve(operation.id(), "clear-objects", BOB));
        refused("operation.step-seen", () -> operations.resolveUnseen(operation.id(), "clear-rows", BOB));
        operations.resolveUnseen(operation.id(), "clear-objects", BOB);
        assertThat(step("clear-objects").state()).isEqualTo(StepState.UNSEEN);
        assertThat(step("clear-objects").receipt().after()).isEmpty();
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARTIAL);
        assertThat(operations.result(operation.id()).warnings())
                .containsExactly("That nothing is left of the step clear-objects was not seen: bob said so.");
        assertThat(world.text("SELECT status FROM app.workspace")).isEqualTo("deprovisioned");
    }

    @Test
    void a_step_that_says_done_and_leaves_something_is_not_done() throws Exception {
        ill("slot", "before", new StepOutcome.Done(3));
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(step("clear-slot").state()).isEqualTo(StepState.FAILED);
        assertThat(step("clear-slot").problem().orElseThrow().code()).isEqualTo("step.leftovers");
        assertThat(step("status").state()).isEqualTo(StepState.PENDING);
    }

    @Test
    void a_service_that_times_out_after_doing_the_work_is_looked_at_and_not_called_again() throws Exception {
        var calls = new AtomicInteger();
        world.mood("objects", (place, context) -> {
            if (place.equals("after")) {
                calls.incrementAndGet();
                throw new UncheckedIOException(new IOException("timed out"));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        assertThat(calls).hasValue(1);
        assertThat(step("clear-objects").state()).isEqualTo(StepState.DONE);
        assertThat(step("clear-objects").receipt().removed()).contains(3L);
        assertThat(world.engine().operations().journal(world.latest(resource).id()))
                .filteredOn(attempt -> attempt.step().equals("clear-objects"))
                .extracting(Attempt::outcome)
                .containsExactly(Optional.of("unknown"), Optional.of("done"));
    }

    @Test
    void best_effort_failures_leave_a_residual_that_is_tried_on_until_it_is_gone() throws Exception {
        ill("cache", "before", SICK);
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.RESIDUAL);
        assertThat(world.engine().operations().result(operation.id()).status()).isEqualTo("partial");
        assertThat(world.text("SELECT status FROM app.workspace")).isEqualTo("deprovisioned");
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("residual");
        well();
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("deprovisioned");
    }

    @Test
    void a_person_may_abandon_a_best_effort_step_and_the_end_says_so() throws Exception {
        ill("cache", "before", SICK);
        var operation = world.begin(resource);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARKED);
        assertThat(offered(operation)).endsWith("\", do it by hand and resolve the step, or abandon it.");
        var ended = world.engine().operations().abandon(operation.id(), "clear-cache", BOB);
        assertThat(ended.state()).isEqualTo(OperationState.PARTIAL);
        assertThat(world.engine().operations().result(operation.id()).warnings())
                .containsExactly("The step clear-cache was left undone.");
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("deprovisioned");
    }

    @Test
    void a_step_others_wait_for_is_never_abandoned() {
        var operation = world.begin(resource);
        refused(
                "operation.step-holds-others",
                () -> world.engine().operations().abandon(operation.id(), "clear-objects", BOB));
    }

    @Test
    void resolve_is_refused_while_something_is_left_or_cannot_be_seen_and_believed_when_it_is_gone() throws Exception {
        ill("objects", "before", SICK);
        var operation = world.begin(resource);
        world.converge(1);
        refused(
                "operation.still-there",
                () -> world.engine().operations().resolve(operation.id(), "clear-objects", BOB));
        ill("objects", "look", UNSEEN);
        refused(
                "operation.still-there",
                () -> world.engine().operations().resolve(operation.id(), "clear-objects", BOB));
        well();
        world.dsl().execute("DELETE FROM app.item WHERE store = 'objects'");
        world.engine().operations().resolve(operation.id(), "clear-objects", BOB);
        world.converge(1);
        assertThat(step("clear-objects").state()).isEqualTo(StepState.RESOLVED);
        assertThat(step("clear-objects").resolution()).contains(BOB);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.number("SELECT count(*) FROM coppice.audit WHERE action = 'operation.resolve-refused'"))
                .isEqualTo(2);
    }

    @Test
    void a_backup_found_outdated_is_taken_again_before_anything_goes_on() throws Exception {
        var first = new AtomicInteger();
        world.mood("database", (place, context) -> {
            if (place.equals("before") && first.getAndIncrement() == 0) {
                world.dsl().execute("INSERT INTO app.item VALUES ('database', 'kg1', 9)");
                return Optional.of(new StepOutcome.Blocked("backup.outdated", "A row came late.", List.of()));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        assertThat(world.number("SELECT count(*) FROM coppice.backup")).isEqualTo(2);
        assertThat(world.latest(resource).backup()).hasValue(2);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE backup = 2 AND store = 'database'"))
                .isEqualTo(4);
        world.requireOrder();
    }

    @Test
    void a_writer_that_never_stops_has_the_backup_taken_eight_times_and_no_more() throws Exception {
        var late = new AtomicInteger();
        world.mood("database", (place, context) -> {
            if (place.equals("before")) {
                world.dsl().execute("INSERT INTO app.item VALUES ('database', 'kg1', ?)", 9 + late.getAndIncrement());
                return Optional.of(new StepOutcome.Blocked("backup.outdated", "A row came late.", List.of()));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        assertThat(late).hasValue(8);
        assertThat(world.number("SELECT count(*) FROM coppice.backup")).isEqualTo(8);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARKED);
        assertThat(step("backup").state()).isEqualTo(StepState.PARKED);
        assertThat(step("backup").problem().orElseThrow().code()).isEqualTo("backup.outdated");
        assertThat(world.number("SELECT count(*) FROM coppice.notification WHERE topic = 'operation.parked'"))
                .isEqualTo(1);
        world.mood("database", (place, context) -> Optional.empty());
        world.engine().operations().retry(world.latest(resource).id(), BOB);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        world.requireOrder();
    }

    @Test
    void a_backup_found_damaged_past_the_point_of_no_return_is_taken_again() throws Exception {
        ill("objects", "before", SICK);
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(world.latest(resource).noReturnAt()).isPresent();
        well();
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        ((CopiedBackups) parts.backups()).damaged(1);
        var engine = new Engine(parts, World.hooks(PausePoint.NONE));
        for (var pass = 0; pass < 5; pass++) {
            engine.teardowns().runOnce();
        }
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.latest(resource).backup()).hasValue(2);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE backup = 2 AND store = 'objects'"))
                .isEqualTo(3);
        assertThat(world.number("SELECT count(*) FROM coppice.audit WHERE action = 'teardown.backup-outdated'"))
                .isEqualTo(1);
        world.requireOrder();
    }

    @Test
    void a_backup_taken_again_after_something_is_gone_is_not_that_of_what_is_gone() throws Exception {
        var child = world.workspace("kg1_a", "kg1");
        var first = new AtomicInteger();
        world.mood("rows", (place, context) -> {
            if (context.resource().equals(resource) && place.equals("before") && first.getAndIncrement() == 0) {
                world.dsl().execute("INSERT INTO app.item VALUES ('rows', 'kg1', 9)");
                return Optional.of(new StepOutcome.Blocked("backup.outdated", "A row came late.", List.of()));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        assertThat(world.latest(child).backup()).as("the child was gone before").hasValue(1);
        assertThat(world.latest(resource).backup()).hasValue(2);
        assertThat(world.text("SELECT string_agg(DISTINCT store, ',') FROM app.saved WHERE backup = 2"))
                .isEqualTo("cache,rows,slot");
        world.requireOrder();
    }

    @Test
    void a_step_is_without_a_backup_only_where_that_was_waived() throws Exception {
        var kept = new ArrayList<String>();
        world.mood("database", (place, context) -> {
            if (place.equals("before")) {
                kept.add(context.resource().id() + " " + context.backup().map(SavedParts::backup));
            }
            return Optional.empty();
        });
        world.begin(resource);
        world.converge(1);
        var other = world.workspace("kg2");
        world.engine().teardowns().begin(TeardownRequest.of(other, World.ACT).keepingNothing());
        world.converge(1);
        assertThat(kept).containsExactly("kg1 Optional[1]", "kg2 Optional.empty");
    }

    @Test
    void a_second_teardown_of_what_is_gone_disposes_of_leftovers_only() throws Exception {
        world.begin(resource);
        world.converge(1);
        world.dsl().execute("INSERT INTO app.item VALUES ('objects', 'kg1', 7)");
        var again = world.begin(resource);
        assertThat(again.residual()).isTrue();
        assertThat(again.epoch()).isEqualTo(2);
        world.converge(1);
        assertThat(world.items("objects", "kg1")).isZero();
        assertThat(step("clear-database").state()).isEqualTo(StepState.ALREADY_DONE);
        assertThat(step("clear-objects").state()).isEqualTo(StepState.DONE);
        assertThat(world.number("SELECT count(*) FROM coppice.backup WHERE initiator = 'residual'"))
                .isEqualTo(1);
        assertThat(world.engine().operations().result(again.id()).status()).isEqualTo("already_deprovisioned");
        world.requireOrder();
    }

    @Test
    void a_second_teardown_that_finds_nothing_takes_no_backup() throws Exception {
        world.begin(resource);
        world.converge(1);
        world.begin(resource);
        world.converge(1);
        assertThat(step("backup").state()).isEqualTo(StepState.ALREADY_DONE);
        assertThat(world.number("SELECT count(*) FROM coppice.backup")).isEqualTo(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void what_was_erased_is_erased_again_when_nothing_was_left() throws Exception {
        world.begin(resource);
        world.converge(1);
        world.dsl().execute("UPDATE coppice.backup SET state = 'expired', expired_at = now()");
        world.dsl().execute("UPDATE coppice.resource_state SET state = 'erased', erased_at = now()");
        world.begin(resource);
        world.converge(1);
        assertThat(world.text("SELECT state || epoch FROM coppice.resource_state"))
                .isEqualTo("erased2");
        var again = world.begin(resource);
        world.engine().operations().cancel(again.id(), BOB);
        assertThat(world.text("SELECT state || epoch FROM coppice.resource_state"))
                .isEqualTo("erased3");
    }

    @Test
    void without_a_backup_nothing_goes_unless_a_person_says_so_aloud() throws Exception {
        world.engine().teardowns().begin(TeardownRequest.of(resource, World.ACT).keepingNothing());
        world.converge(1);
        var ended = world.latest(resource);
        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(ended.waiver()).contains(World.ACT);
        assertThat(ended.backup()).isEmpty();
        assertThat(world.number("SELECT count(*) FROM coppice.audit WHERE action = 'teardown.backup-waived'"))
                .isEqualTo(1);
        world.requireOrder();
    }

    @Test
    void a_step_that_is_resolved_is_looked_at_with_what_it_had_put_down() throws Exception {
        world.mood("objects", (place, context) -> {
            if (place.equals("before")) {
                context.progress("{\"left\": 1}");
                return Optional.of(SICK);
            }
            return context.progress().isPresent() ? Optional.of(UNSEEN) : Optional.empty();
        });
        var operation = world.begin(resource);
        world.converge(1);
        world.dsl().execute("DELETE FROM app.item WHERE store = 'objects'");
        refused(
                "operation.still-there",
                () -> world.engine().operations().resolve(operation.id(), "clear-objects", BOB));
    }

    @Test
    void every_unfinished_step_says_what_keeps_it_and_whom_it_keeps() throws Exception {
        ill("objects", "before", SICK);
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        var told = world.engine().operations().explain(operation.id());
        assertThat(told.conditions())
                .extracting(Explanation.Condition::step, Explanation.Condition::code)
                .containsExactly(
                        Tuple.tuple("clear-objects", "store.sick"),
                        Tuple.tuple("clear-rows", "step.waits-for-others"),
                        Tuple.tuple("status", "step.waits-for-others"));
        var sick = told.conditions().getFirst();
        assertThat(sick.holdsUp()).containsExactly("clear-rows", "status");
        assertThat(sick.attempts()).isEqualTo(1);
        assertThat(sick.nextTry()).isPresent();
        assertThat(sick.reason()).isEqualTo("The store is sick.");
        assertThat(sick.next()).contains("coppice operation retry " + operation.id() + " --reason TEXT");
        assertThat(told.wayBack()).startsWith("There has been no way back since");
        assertThat(told.sentence()).isEqualTo("It waits for its next try; 3 of 10 steps are left.");
    }

    private OperationStep step(String name) {
        Operation operation = world.latest(resource);
        return new StepGraph(operation.steps()).find(name).orElseThrow();
    }

    private String offered(Operation operation) {
        return world.engine().operations().explain(operation.id()).conditions().stream()
                .filter(condition -> condition.state() == StepState.PARKED)
                .map(Explanation.Condition::next)
                .findFirst()
                .orElseThrow();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
