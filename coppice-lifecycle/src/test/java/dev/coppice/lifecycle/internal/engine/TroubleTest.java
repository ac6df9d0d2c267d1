package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.step.Looking;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What fails around a step, and not in it, is held against the step and keeps nobody else. */
@PostgresTest(Isolation.DATABASE)
class TroubleTest {
    private static final Act BOB = Act.of("bob", "I mended it");

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
    void a_backup_that_cannot_be_read_any_more_parks_the_step_that_needs_it() throws Exception {
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        ((CopiedBackups) parts.backups())
                .unreadable(EngineFaults.refused("store.away", resource, "The store is away.", "Bring it back.")
                        .exception());
        var engine = new Engine(parts, World.hooks(PausePoint.NONE));
        world.begin(resource);
        for (var pass = 0; pass < 10; pass++) {
            engine.teardowns().runOnce();
        }
        var step = step("clear-database");
        assertThat(step.state()).isEqualTo(StepState.PARKED);
        assertThat(step.attempts()).isEqualTo(8);
        assertThat(step.problem().orElseThrow().code()).isEqualTo("store.away");
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.PARKED);
        assertThat(world.number("SELECT count(*) FROM app.effect")).isZero();
    }

    @Test
    void a_status_that_the_table_refuses_parks_the_teardown_and_is_written_when_retried() throws Exception {
        onStatus("RAISE EXCEPTION 'not while it is invoiced'");
        world.begin(resource);
        world.converge(1);
        assertThat(step("status").state()).isEqualTo(StepState.PARKED);
        assertThat(world.text("SELECT status FROM app.workspace")).isEqualTo("active");
        world.dsl().execute("DROP TRIGGER refusing ON app.workspace");
        world.engine().operations().retry(world.latest(resource).id(), BOB);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void an_error_nobody_expected_keeps_no_other_operation() throws Exception {
        onStatus("IF new.id = 'kg1' THEN RETURN NULL; END IF; RETURN new");
        var next = world.workspace("kg2");
        world.begin(resource);
        world.begin(next);
        world.converge(1);
        assertThat(world.latest(next).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(step("status").problem().orElseThrow().code()).isEqualTo("step.error");
        assertThat(world.number("SELECT count(*) FROM coppice.lease WHERE owner IS NOT NULL"))
                .isZero();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "was left for a later pass")
    void an_operation_whose_standing_cannot_be_written_is_put_off() throws Exception {
        var patient = new Backoff(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), () -> 0.5);
        var engine = new Engine(
                world.parts("worker", PausePoint.NONE, world.database()),
                new Hooks(PausePoint.NONE, patient, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        world.begin(resource);
        world.dsl().execute("UPDATE coppice.resource_state SET state = 'residual', deprovisioned_at = now()");
        engine.teardowns().runOnce();
        assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE next_try_at > now() + interval '50 s'"))
                .isEqualTo(1);
        assertThat(world.number("SELECT count(*) FROM coppice.lease WHERE owner IS NOT NULL"))
                .isZero();
    }

    @Test
    void a_step_that_hangs_is_interrupted_after_its_time_counted_and_tried_again() throws Exception {
        var first = new AtomicBoolean(true);
        world.with("limits: { step-timeout: 1s }");
        world.mood("objects", (place, context) -> {
            if (place.equals("before") && first.getAndSet(false)) {
                hang();
            }
            return Optional.empty();
        });
        var quick = Duration.ofMillis(50);
        var engine = new Engine(
                world.parts("worker", PausePoint.NONE, world.database()),
                new Hooks(PausePoint.NONE, World.AT_ONCE, quick, quick));
        var operation = world.begin(resource);
        engine.teardowns().advance(operation.id());
        assertThat(step("clear-objects").state()).isEqualTo(StepState.UNKNOWN);
        assertThat(step("clear-objects").problem().orElseThrow().code()).isEqualTo("step.overdue");
        assertThat(step("clear-objects").attempts()).isEqualTo(1);
        assertThat(step("clear-slot").state()).as("a step beside it").isEqualTo(StepState.DONE);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void a_look_that_hangs_does_not_keep_a_plan_from_being_made() {
        world.with("limits: { step-timeout: 1s }");
        world.mood("objects", (place, context) -> {
            hang();
            return Optional.empty();
        });
        var quick = Duration.ofMillis(50);
        var engine = new Engine(
                world.parts("worker", PausePoint.NONE, world.database()),
                new Hooks(PausePoint.NONE, World.AT_ONCE, quick, quick));
        var plan = engine.teardowns().plan(TeardownRequest.of(resource, World.ACT));
        assertThat(plan.steps())
                .filteredOn(step -> step.name().equals("clear-objects"))
                .allSatisfy(step -> assertThat(step.remark()).contains("It was not seen within 1 seconds."));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_look_ends_in_its_time_tells_what_it_saw_and_writes_nothing() {
        world.mood("objects", (place, context) -> {
            hang();
            return Optional.empty();
        });
        world.mood("rows", (place, context) -> Optional.of(new StepOutcome.Unknown("store.unseen", "It is away.")));
        var seen = world.engine().teardowns().look(TeardownRequest.of(resource, World.ACT), Duration.ofSeconds(1));
        assertThat(seen.steps())
                .filteredOn(step -> step.name().startsWith("clear-"))
                .extracting(step -> step.name() + " "
                        + step.unseen().orElse(step.items().map(String::valueOf).orElse("?")))
                .containsExactly(
                        "clear-database 3",
                        "clear-objects step.overdue",
                        "clear-rows store.unseen",
                        "clear-slot 3",
                        "clear-cache 3");
        assertThat(seen.steps())
                .filteredOn(step -> step.name().equals("quiesce"))
                .singleElement()
                .returns(Optional.empty(), TeardownPlan.PlannedStep::items)
                .returns(Optional.empty(), TeardownPlan.PlannedStep::unseen);
        assertThatThrownBy(
                        () -> world.engine().teardowns().look(TeardownRequest.of(resource, World.ACT), Duration.ZERO))
                .hasMessage("most must be more than nothing, was: PT0S");
    }

    @Test
    void what_is_offered_for_a_parked_step_is_what_works() throws Exception {
        onStatus("RAISE EXCEPTION 'not while it is invoiced'");
        world.begin(resource);
        world.converge(1);
        var id = world.latest(resource).id();
        var told = world.engine().operations().explain(id);
        assertThat(told.conditions())
                .singleElement()
                .satisfies(status -> assertThat(status.next())
                        .isEqualTo("Mend the cause and run \"coppice operation retry " + id + " --reason TEXT\"."));
        assertThatThrownBy(() -> world.engine().operations().resolve(id, "status", BOB))
                .hasMessageContaining("It has no declared step status.");
    }

    @Test
    void a_step_that_does_not_fit_what_it_was_compiled_against_keeps_no_other_operation() throws Exception {
        world.mood("objects", (place, context) -> {
            throw new NoSuchMethodError("of an adapter");
        });
        var operation = world.begin(resource);
        world.engine().teardowns().advance(operation.id());
        assertThat(step("clear-objects").problem().orElseThrow().code()).isEqualTo("step.error");
        assertThat(step("clear-slot").state()).as("a step beside it").isEqualTo(StepState.DONE);
    }

    @Test
    void a_lease_that_is_lost_in_a_step_which_swallows_the_interrupt_ends_the_run() throws Exception {
        var leases = new Leases(world.database());
        var lease = Passing.acquire(leases, 1, "worker").orElseThrow();
        try (var heartbeat = new Heartbeat(leases, Duration.ofMillis(20)).started()) {
            heartbeat.keep(lease);
            world.mood("objects", (place, context) -> {
                leases.release(lease);
                try {
                    hang();
                } catch (IllegalStateException swallowed) {
                    Thread.interrupted();
                }
                return Optional.empty();
            });
            var step = EngineSteps.declared(world.kind(PausePoint.NONE), "clear-objects")
                    .orElseThrow()
                    .step();
            var context = new Looking(world.database(), resource, Map.of(), Optional.empty(), Duration.ofMinutes(1));
            var timed = new Timed(heartbeat, Duration.ofMinutes(1));
            assertThatThrownBy(() -> timed.look(step, context)).isInstanceOf(InterruptedException.class);
            assertThat(heartbeat.leave()).isTrue();
        }
    }

    @Test
    void a_word_about_a_step_leaves_no_interrupt_behind() {
        world.mood("objects", (place, context) -> Optional.of(new StepOutcome.Unknown("store.unseen", "No answer.")));
        var operation = world.begin(resource);
        var busy = new Engine(
                world.parts("worker", PausePoint.NONE, world.database()),
                new Hooks(PausePoint.NONE, World.AT_ONCE, Duration.ofNanos(1), Duration.ofMinutes(1)));
        for (var word = 0; word < 40; word++) {
            assertThatThrownBy(() -> busy.operations().resolve(operation.id(), "clear-objects", BOB))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            refused -> assertThat(refused.code()).isEqualTo("operation.still-there"));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void a_trail_that_somebody_holds_makes_a_step_wait_and_is_not_held_against_it() throws Exception {
        var first = new AtomicBoolean(true);
        world.mood("rows", (place, context) -> {
            if (place.equals("before") && first.getAndSet(false)) {
                appendWhileTheTrailIsHeld(context);
            }
            return Optional.empty();
        });
        world.engine().teardowns().advance(world.begin(resource).id());
        assertThat(step("clear-rows").state()).isEqualTo(StepState.BLOCKED);
        assertThat(step("clear-rows").problem().orElseThrow().code()).isEqualTo("audit.busy");
        assertThat(world.items("rows", "kg1")).isEqualTo(3);
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private void appendWhileTheTrailIsHeld(StepContext context) {
        world.dsl().transaction(holder -> {
            holder.dsl().execute("SELECT FROM coppice.audit_head FOR UPDATE");
            context.transaction(dsl -> {
                dsl.execute("SET LOCAL lock_timeout = '50ms'");
                return AuditTrail.in(dsl).append(AuditEvent.of(World.ACT, "store.cleared", resource.toString()));
            });
        });
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ended);
        }
    }

    private void onStatus(String then) {
        world.dsl().execute("""
                CREATE FUNCTION app.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; END $$;
                CREATE TRIGGER refusing BEFORE UPDATE ON app.workspace
                    FOR EACH ROW WHEN (new.status = 'deprovisioned') EXECUTE FUNCTION app.refuse();
                """.formatted(then));
    }

    private OperationStep step(String name) {
        Operation operation = world.latest(resource);
        return new StepGraph(operation.steps()).find(name).orElseThrow();
    }
}
