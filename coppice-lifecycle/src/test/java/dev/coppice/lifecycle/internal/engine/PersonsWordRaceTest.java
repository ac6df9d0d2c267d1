package dev.coppice.lifecycle.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person says that a step was done by hand while a worker is at it. */
@PostgresTest(Isolation.DATABASE)
class PersonsWordRaceTest {
    private static final Act BOB = Act.of("bob", "done by hand");

    private final AtomicBoolean sick = new AtomicBoolean();
    private final AtomicBoolean dark = new AtomicBoolean();
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
    void a_word_that_comes_in_the_middle_of_the_step_is_refused_and_the_step_ends_by_itself() throws Exception {
        try (var interleaving = new Interleaving()) {
            places(interleaving);
            interleaving.stopAt("worker", "objects.after");
            var operation = world.begin(resource).id();
            var worker = interleaving.start(
                    "worker", () -> world.engine().teardowns().advance(operation));
            worker.awaitStopped("objects.after");
            assertThatThrownBy(() -> world.engine().operations().resolve(operation, "clear-objects", BOB))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            refused -> assertThat(refused.code()).isEqualTo("operation.busy"));
            worker.resume();
            assertThat(requireNonNull(worker.result()).state()).isEqualTo(OperationState.SUCCEEDED);
        }
        assertThat(objects().state()).isEqualTo(StepState.DONE);
        assertThat(objects().resolution()).isEmpty();
    }

    @Test
    void a_worker_that_comes_while_the_word_is_weighed_leaves_the_step_alone() throws Exception {
        try (var interleaving = new Interleaving()) {
            places(interleaving);
            sick.set(true);
            var operation = world.begin(resource).id();
            world.engine().teardowns().advance(operation);
            sick.set(false);
            world.dsl().execute("DELETE FROM app.item WHERE store = 'objects'");
            interleaving.stopAt("person", "objects.look");
            var person = interleaving.start(
                    "person", () -> world.engine().operations().resolve(operation, "clear-objects", BOB));
            person.awaitStopped("objects.look");
            assertThat(world.engine().teardowns().advance(operation).worker()).contains("bob");
            assertThat(world.engine().teardowns().runOnce().taken()).isZero();
            assertThat(attempts()).isEqualTo(1);
            person.resume();
            person.join();
        }
        assertThat(objects().state()).isEqualTo(StepState.RESOLVED);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(attempts()).isEqualTo(1);
    }

    @Test
    void a_worker_that_was_taken_for_dead_does_nothing_behind_a_persons_word() throws Exception {
        try (var interleaving = new Interleaving()) {
            places(interleaving);
            interleaving.stopAt("worker", "objects.before");
            var operation = world.begin(resource).id();
            var worker = interleaving.start(
                    "worker",
                    () -> world.engine("worker", PausePoint.NONE).teardowns().advance(operation));
            worker.awaitStopped("objects.before");
            world.leasesRunOut();
            world.dsl().execute("DELETE FROM app.item WHERE store = 'objects'");
            world.engine().operations().resolve(operation, "clear-objects", BOB);
            world.dsl().execute("INSERT INTO app.item VALUES ('objects', 'kg1', 9)");
            worker.resume();
            worker.join();
        }
        assertThat(world.items("objects", "kg1")).isEqualTo(1);
        assertThat(objects().state()).isEqualTo(StepState.RESOLVED);
        assertThat(world.number("SELECT count(*) FROM coppice.operation_attempt"
                        + " WHERE step = 'clear-objects' AND outcome IS NOT NULL"))
                .isZero();
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void a_word_that_nobody_sees_is_not_taken_from_under_a_worker_that_just_looks() throws Exception {
        try (var interleaving = new Interleaving()) {
            places(interleaving);
            dark.set(true);
            interleaving.stopAt("worker", "objects.look");
            var operation = world.begin(resource).id();
            var worker = interleaving.start(
                    "worker", () -> world.engine().teardowns().advance(operation));
            worker.awaitStopped("objects.look");
            assertThatThrownBy(() -> world.engine().operations().resolveUnseen(operation, "clear-objects", BOB))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            refused -> assertThat(refused.code()).isEqualTo("operation.busy"));
            dark.set(false);
            worker.resume();
            worker.awaitStopped("objects.look"); // once more, behind its effect
            worker.resume();
            assertThat(requireNonNull(worker.result()).state()).isEqualTo(OperationState.SUCCEEDED);
        }
        assertThat(objects().state()).isEqualTo(StepState.DONE);
        assertThat(world.items("objects", "kg1")).isZero();
    }

    @Test
    void a_worker_that_comes_while_nobody_sees_leaves_the_step_to_the_persons_word() throws Exception {
        try (var interleaving = new Interleaving()) {
            places(interleaving);
            sick.set(true);
            var operation = world.begin(resource).id();
            world.engine().teardowns().advance(operation);
            sick.set(false);
            dark.set(true);
            interleaving.stopAt("person", "objects.look");
            var person = interleaving.start(
                    "person", () -> world.engine().operations().resolveUnseen(operation, "clear-objects", BOB));
            person.awaitStopped("objects.look");
            assertThat(world.engine().teardowns().advance(operation).worker()).contains("bob");
            assertThat(attempts()).isEqualTo(1);
            person.resume();
            person.join();
            dark.set(false);
        }
        assertThat(objects().state()).isEqualTo(StepState.UNSEEN);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARTIAL);
        assertThat(attempts()).isEqualTo(1);
        assertThat(world.items("objects", "kg1")).as("nobody went there again").isEqualTo(3);
    }

    private void places(Interleaving interleaving) {
        world.mood("objects", (place, context) -> {
            interleaving.reached("objects." + place);
            if (place.equals("look") && dark.get()) {
                return Optional.of(new StepOutcome.Unknown("store.unseen", "The store does not answer."));
            }
            return place.equals("before") && sick.get()
                    ? Optional.of(new StepOutcome.Failed("store.sick", "The store is sick."))
                    : Optional.empty();
        });
    }

    private OperationStep objects() {
        return new StepGraph(world.latest(resource).steps())
                .find("clear-objects")
                .orElseThrow();
    }

    private long attempts() {
        return world.number("SELECT count(*) FROM coppice.operation_attempt WHERE step = 'clear-objects'");
    }
}
