package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/**
 * A worker dies at every boundary of every step and at every effect, or loses its connection before or after any of its
 * statements, and others go on: what they come to is what an undisturbed run comes to. The knob {@code
 * coppice.lifecycle.stride} says how many statements lie between two that are lost, of about a thousand; with 1, three
 * workers also go on after each place, and not only after every fourth.
 */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class CrashEverywhereTest {
    private static final int STRIDE = Integer.getInteger("coppice.lifecycle.stride", 97);

    private final AtomicInteger number = new AtomicInteger();
    private World world;
    private Map<String, String> parentEnd = Map.of();
    private Map<String, String> childEnd = Map.of();

    @BeforeEach
    void undisturbed(TestDatabase db) throws Exception {
        world = new World(db).with("limits: { share: \"100%/1s\" }");
        world.workspace("neighbour");
        var id = family();
        world.converge(1);
        parentEnd = world.endOf(id);
        childEnd = world.endOf(id + "_a");
        assertThat(parentEnd).containsEntry("operation", "SUCCEEDED").containsEntry("left", "0");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_worker_killed_at_any_place_leaves_a_teardown_that_others_end_alike(int workers) throws Exception {
        var stride = workers == 1 || STRIDE == 1 ? 1 : 4;
        var place = 0;
        for (var died = true; died; ) {
            place += stride;
            var id = family();
            died = diesAt(place);
            world.converge(workers);
            endsAlike(id, "killed at place " + place + ", " + workers + " workers");
        }
        assertThat(place).isGreaterThan(70);
    }

    @Test
    void a_connection_lost_before_any_statement_leaves_a_teardown_that_ends_alike() throws Exception {
        sweep(number -> PlannedFault.operation(STRIDE * number - STRIDE / 2));
    }

    @Test
    void a_connection_lost_after_any_statement_leaves_a_teardown_that_ends_alike() throws Exception {
        sweep(number -> PlannedFault.operation(STRIDE * number).after());
    }

    private void sweep(IntFunction<PlannedFault> faults) throws Exception {
        var met = FaultSweep.forEach(faults)
                .run(
                        world.database(),
                        faulty -> {
                            family();
                            works(world.engine("victim", PausePoint.NONE, faulty));
                        },
                        (fault, error) -> {
                            world.converge(1);
                            endsAlike("kg" + number.get(), fault.toString());
                        });
        assertThat(met).isGreaterThan(5);
    }

    private void endsAlike(String id, String what) {
        assertThat(world.endOf(id)).as(what).isEqualTo(parentEnd);
        assertThat(world.endOf(id + "_a")).as(what).isEqualTo(childEnd);
        world.requireOrder();
        world.requireUntouched("neighbour");
    }

    private String family() {
        var id = "kg" + number.incrementAndGet();
        var parent = world.workspace(id);
        world.workspace(id + "_a", id);
        world.begin(parent);
        return id;
    }

    private boolean diesAt(int place) throws Exception {
        var passed = new AtomicInteger();
        PausePoint deadly = name -> {
            if (passed.incrementAndGet() == place) {
                throw new Killed(name);
            }
        };
        try {
            works(world.engine("victim", deadly));
            return false;
        } catch (Killed killed) {
            return true;
        }
    }

    private void works(Engine engine) throws Exception {
        for (var pass = 0; pass < 10 && world.underWay() > 0; pass++) {
            engine.teardowns().runOnce();
        }
    }
}
