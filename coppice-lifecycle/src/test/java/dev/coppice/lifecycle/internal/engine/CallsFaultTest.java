package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/**
 * The connection is lost before or after any commit, or after a statement of a call: what was asked for is then done wholly or
 * not at all, with its entry in the trail and its event, and asking again comes to what an undisturbed call comes to. The knob
 * {@code coppice.lifecycle.stride} says how many statements lie between two that are lost; with 1, none.
 */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class CallsFaultTest {
    private static final int STRIDE = Integer.getInteger("coppice.lifecycle.stride", 5);
    private static final Act BOB = Act.of("bob", "done by hand");
    private static final StepOutcome SICK = new StepOutcome.Failed("store.sick", "The store is sick.");

    private static final StepOutcome DARK = new StepOutcome.Unknown("store.unseen", "The store does not answer.");

    // language=SQL
    private static final String ENTERED_UNSEEN = """
            SELECT count(*) FROM coppice.audit
            WHERE action = 'operation.step-resolved' AND after_state ->> 'as' = 'unseen'
            """;

    // language=SQL
    private static final String FOOTPRINT = """
            SELECT concat_ws(' | ',
                (SELECT string_agg(status || ' ' || (gone_at IS NOT NULL), ', ' ORDER BY id) FROM app.workspace WHERE id ~ p),
                (SELECT string_agg(state || epoch, ', ' ORDER BY resource_id)
                    FROM coppice.resource_state WHERE resource_id ~ p),
                (SELECT string_agg(o.state || ' ' || s.name || ' ' || s.state || s.attempts || coalesce(s.resolved_by, ''), ', '
                        ORDER BY o.resource_id, s.ordinal)
                    FROM coppice.operation AS o JOIN coppice.operation_step AS s ON s.operation_id = o.id
                    WHERE o.resource_id ~ p),
                (SELECT string_agg(action, ', ' ORDER BY subject, action)
                    FROM coppice.audit WHERE substr(subject, 11) ~ p AND action NOT LIKE '%refused'),
                (SELECT string_agg(topic, ', ' ORDER BY subject, topic)
                    FROM coppice.notification WHERE substr(subject, 11) ~ p))
            FROM (SELECT '^' || ? || '(_a)?$' AS p) AS named
            """;

    private World world;
    private String sick = "";
    private String dark = "";
    private String subject = "";
    private int number;

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db).with("limits: { share: \"100%/1s\" }");
        World.STORES.forEach(store -> world.mood(store, (place, context) -> switch (place) {
            case "before" -> Optional.of(SICK).filter(answer -> store.equals(sick));
            case "look" -> Optional.of(DARK).filter(answer -> store.equals(dark));
            default -> Optional.empty();
        }));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void a_teardown_is_begun_once_or_not_at_all() throws Exception {
        sweep(this::family, (engine, id) -> engine.teardowns().begin(TeardownRequest.of(resource(id), World.ACT)));
    }

    @Test
    void a_teardown_is_called_off_once_or_not_at_all() throws Exception {
        sweep(this::begun, (engine, id) -> engine.operations().cancel(operation(id), BOB));
    }

    @Test
    void a_parked_teardown_is_made_due_once_or_not_at_all() throws Exception {
        sweep(() -> parkedAt("objects"), (engine, id) -> {
            if (world.latest(resource(id)).state() == OperationState.PARKED) {
                engine.operations().retry(operation(id), BOB);
            }
        });
    }

    @Test
    void a_step_is_resolved_once_or_not_at_all() throws Exception {
        sweep(
                () -> {
                    var id = parkedAt("objects");
                    world.dsl().execute("DELETE FROM app.item WHERE store = 'objects' AND resource = ?", id);
                    return id;
                },
                (engine, id) -> engine.operations().resolve(operation(id), "clear-objects", BOB));
    }

    @Test
    void a_step_that_nobody_sees_is_resolved_with_its_entry_in_the_trail_or_not_at_all() throws Exception {
        sweep(
                () -> {
                    dark = "";
                    var id = parkedAt("objects");
                    dark = "objects";
                    return id;
                },
                (engine, id) -> engine.operations().resolveUnseen(operation(id), "clear-objects", BOB));
        assertThat(world.number("SELECT count(*) FROM coppice.operation_step WHERE state = 'unseen'"))
                .isEqualTo(world.number(ENTERED_UNSEEN))
                .isPositive();
    }

    @Test
    void a_step_is_abandoned_and_its_teardown_ended_once_or_not_at_all() throws Exception {
        sweep(() -> parkedAt("cache"), (engine, id) -> engine.operations().abandon(operation(id), "clear-cache", BOB));
    }

    @FunctionalInterface
    private interface Fixture {
        /** The id of a workspace that the call is about. */
        String made() throws Exception;
    }

    @FunctionalInterface
    private interface Call {
        void made(Engine engine, String id) throws Exception;
    }

    private void sweep(Fixture fixture, Call call) throws Exception {
        var undisturbed = fixture.made();
        var before = footprint(undisturbed);
        call.made(world.engine(), undisturbed);
        var after = footprint(undisturbed);
        assertThat(after).isNotEqualTo(before);
        subject = undisturbed;
        // What is lost before a statement leaves what a lost reply to the one before it leaves; but for commits.
        sweep(PlannedFault::commit, fixture, call, List.of(before, after));
        sweep(number -> PlannedFault.commit(number).after(), fixture, call, List.of(before, after));
        sweep(number -> PlannedFault.statement(number * STRIDE).after(), fixture, call, List.of(before, after));
    }

    private void sweep(IntFunction<PlannedFault> faults, Fixture fixture, Call call, List<String> footprints)
            throws Exception {
        var done = footprints.getLast();
        FaultSweep.forEach(faults)
                .run(
                        world.database(),
                        faulty -> {
                            if (footprint(subject).equals(done)) {
                                subject = fixture.made();
                            }
                            world.leasesRunOut(); // who has died keeps his for a minute
                            call.made(world.engine("caller", PausePoint.NONE, faulty), subject);
                        },
                        (fault, error) -> {
                            assertThat(refusals(subject))
                                    .as("a lost connection is none")
                                    .isZero();
                            assertThat(footprint(subject)).isIn(footprints);
                            if (footprint(subject).equals(done)) {
                                again(call, subject);
                            }
                        });
        assertThat(footprint(subject)).isEqualTo(done);
    }

    /** What was done is not done once more, and is refused as such where it is refused. */
    private void again(Call call, String id) throws Exception {
        var done = footprint(id);
        world.leasesRunOut();
        try {
            call.made(world.engine(), id);
        } catch (CoppiceException refused) {
            assertThat(refused.code()).isIn("operation.ended", "operation.step-ended");
        }
        assertThat(footprint(id)).isEqualTo(done);
    }

    private String family() {
        var id = "kg" + ++number;
        world.workspace(id);
        world.workspace(id + "_a", id);
        return id;
    }

    private String begun() {
        var id = family();
        world.begin(resource(id));
        return id;
    }

    private String parkedAt(String store) throws Exception {
        var id = "kg" + ++number;
        var operation = world.begin(world.workspace(id)).id();
        sick = store;
        world.engine().teardowns().advance(operation);
        world.dsl().execute("UPDATE coppice.operation_step SET attempts = 7 WHERE state = 'failed'");
        world.engine().teardowns().advance(operation);
        sick = "";
        assertThat(world.latest(resource(id)).state()).isEqualTo(OperationState.PARKED);
        return id;
    }

    private long operation(String id) {
        return world.latest(resource(id)).id();
    }

    private static ResourceId resource(String id) {
        return new ResourceId("workspace", id);
    }

    private long refusals(String id) {
        return world.number(
                "SELECT count(*) FROM coppice.audit WHERE substr(subject, 11) = ? AND action LIKE '%refused'", id);
    }

    private String footprint(String id) {
        return world.text(FOOTPRINT, id);
    }
}
