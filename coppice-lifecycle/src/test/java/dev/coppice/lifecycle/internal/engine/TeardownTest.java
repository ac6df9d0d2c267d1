package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class TeardownTest {
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
    void everything_of_a_resource_and_its_children_goes_in_order() throws Exception {
        var resource = world.workspace("kg1");
        world.workspace("kg1_a", "kg1");
        world.workspace("kg10");
        var begun = world.begin(resource);
        assertThat(begun.state()).isEqualTo(OperationState.RUNNING);
        world.converge(1);
        var ended = world.latest(resource);
        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(ended.steps())
                .extracting(OperationStep::name)
                .containsExactly(
                        "fence",
                        "quiesce",
                        "backup",
                        "children",
                        "clear-database",
                        "clear-objects",
                        "clear-rows",
                        "clear-slot",
                        "clear-cache",
                        "status");
        assertThat(ended.steps()).extracting(OperationStep::state).containsOnly(StepState.DONE);
        world.requireOrder();
        world.requireUntouched("kg10");
    }

    @Test
    void whoever_is_told_of_the_end_comes_before_the_trail_for_which_others_wait() throws Exception {
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        var free = new ArrayList<Long>();
        Ending ending = (dsl, operation) -> free.add(
                world.number("SELECT count(*) FROM (SELECT 1 FROM coppice.audit_head FOR UPDATE SKIP LOCKED) AS head"));
        var engine = new Engine(
                new EngineParts(parts.database(), parts.kinds(), parts.backups(), ending, "worker"),
                World.hooks(PausePoint.NONE));
        var operation = world.begin(world.workspace("kg1"));
        assertThat(engine.teardowns().advance(operation.id()).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(free).containsExactly(1L);
    }
}
