package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application deletes the row of a resource while it is being torn down. */
@PostgresTest(Isolation.DATABASE)
class VanishedRowTest {
    private static final Act BOB = Act.of("bob", "the store is well again");
    private static final StepOutcome SICK = new StepOutcome.Failed("store.sick", "The store is sick.");

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
    void a_row_that_goes_before_anything_is_destroyed_leaves_no_fence_behind() throws Exception {
        world.begin(resource);
        world.dsl().execute("DELETE FROM app.workspace");
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(world.text("SELECT state || (fenced_at IS NULL) FROM coppice.resource_state"))
                .isEqualTo("activetrue");
        world.dsl().execute("INSERT INTO app.workspace (id) VALUES ('kg1')");
        assertThat(world.begin(resource).epoch()).isEqualTo(2);
    }

    @Test
    void a_row_that_goes_after_the_point_of_no_return_is_no_reason_to_stand_still() throws Exception {
        var ill = new AtomicBoolean(true);
        world.mood("rows", (at, context) -> at.equals("before") && ill.get() ? Optional.of(SICK) : Optional.empty());
        world.begin(resource);
        world.converge(1);
        world.dsl().execute("DELETE FROM app.workspace");
        ill.set(false);
        world.engine().operations().retry(world.latest(resource).id(), BOB);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.text("SELECT state FROM coppice.resource_state")).isEqualTo("deprovisioned");
    }

    @Test
    void what_is_known_of_a_resource_without_a_row_is_told_with_the_way_to_its_leftovers() throws Exception {
        var done = world.begin(resource);
        world.converge(1);
        world.dsl().execute("DELETE FROM app.workspace");
        world.dsl().execute("INSERT INTO app.item VALUES ('slot', 'kg1', 1)");
        var request = TeardownRequest.of(resource, World.ACT);
        assertThatThrownBy(() -> world.engine().teardowns().plan(request))
                .isInstanceOfSatisfying(CoppiceException.class, told -> {
                    assertThat(told.code()).isEqualTo("resource.not-found");
                    assertThat(told.fault().found())
                            .isEqualTo("Its table has no such row. Operation " + done.id()
                                    + " was its last teardown, and is succeeded. Of its backups these are kept: 1.");
                    assertThat(told.fault().next())
                            .contains(
                                    "coppice resurrection check", "enter its row again with the status deprovisioned");
                });
        assertThatThrownBy(() -> world.begin(resource)).hasMessageContaining("Operation " + done.id());

        world.dsl().execute("INSERT INTO app.workspace (id, status) VALUES ('kg1', 'deprovisioned')");
        assertThat(world.begin(resource).residual()).isTrue();
        world.converge(1);
        assertThat(world.items("slot", "kg1")).isZero();
        assertThatThrownBy(() -> world.begin(new ResourceId("workspace", "never")))
                .hasMessageContaining("Its table has no such row. Nothing was changed.");
    }

    @Test
    void a_teardown_that_goes_on_without_the_row_is_named() throws Exception {
        world.mood("rows", (at, context) -> at.equals("before") ? Optional.of(SICK) : Optional.empty());
        var begun = world.begin(resource);
        world.converge(1);
        world.dsl().execute("DELETE FROM app.workspace");
        assertThatThrownBy(() -> world.engine().teardowns().plan(TeardownRequest.of(resource, World.ACT)))
                .hasMessageContaining("is parked")
                .hasMessageContaining("coppice operation explain " + begun.id());
    }
}
