package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.backup.BackupTaking;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class BackupStepTest {
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
    void a_backup_that_another_makes_is_waited_for_and_parks_nothing() throws Exception {
        var resource = world.workspace("kg1");
        var parts = world.parts("worker", PausePoint.NONE, world.database());
        var engine = new Engine(
                new EngineParts(parts.database(), Map.copyOf(parts.kinds()), new Busy(), Ending.UNTOLD, "worker"),
                World.hooks(PausePoint.NONE));
        world.begin(resource);
        for (var pass = 0; pass < 10; pass++) {
            engine.teardowns().runOnce();
        }
        var step = world.latest(resource).steps().stream()
                .filter(known -> known.name().equals("backup"))
                .findFirst()
                .orElseThrow();
        assertThat(step.state()).isEqualTo(StepState.BLOCKED);
        assertThat(step.problem().orElseThrow().code()).isEqualTo("backup.busy");
        world.converge(1);
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void what_is_only_told_or_called_is_nothing_to_back_up() throws Exception {
        var resource = world.workspace("kg1");
        world.begin(resource);
        world.converge(1);
        var residual = world.begin(resource);
        assertThat(looked(residual, "notify", false)).isEqualTo(Sight.NOTHING);
        assertThat(looked(residual, "http", true)).isEqualTo(Sight.NOTHING);
        assertThat(looked(residual, "rows", true)).isEqualTo(new Sight.Counted(1, 0));
    }

    private Sight looked(Operation residual, String type, boolean destroys) throws Exception {
        var declared = world.kind(PausePoint.NONE);
        var step = new DeclaredStep("one", type, List.of(), false, new Seeing(destroys));
        var kind = new Kind("workspace", declared.config(), declared.table(), List.of(step));
        var row = kind.table().find(world.dsl(), residual.resource().id()).orElseThrow();
        var basis = new Basis(kind, row, List.of(), Optional.empty());
        return new BackupStep(new Busy(), basis, residual, name -> nobody()).look(nobody());
    }

    private static StepContext nobody() {
        return (StepContext) Proxy.newProxyInstance(
                BackupStepTest.class.getClassLoader(),
                new Class<?>[] {StepContext.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("nobody asks for " + method.getName());
                });
    }

    /** Sees one thing. */
    private record Seeing(boolean destroys) implements Step {
        @Override
        public Sight look(StepContext context) {
            return new Sight.Counted(1, 0);
        }

        @Override
        public StepOutcome apply(StepContext context) {
            throw new UnsupportedOperationException("nothing is removed here");
        }

        @Override
        public String method() {
            return "seen";
        }
    }

    /** Always in another's hands. */
    private record Busy() implements BackupTaking {
        @Override
        public Backup take(Kind kind, Row resource, List<Row> children, Wanted wanted) {
            throw Fault.of("backup.busy", Fault.Kind.CONFLICT)
                    .refused("No backup was begun.")
                    .found("Another process is making one at this moment.")
                    .exception();
        }

        @Override
        public Optional<SavedParts> parts(long backup, String resourceId, String step) {
            return Optional.empty();
        }

        @Override
        public void requireReachable(Kind kind) {
            // It is.
        }

        @Override
        public void requireUsable(Kind kind) {
            // It is.
        }
    }
}
