package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.internal.backup.BackupTaking;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes the final backup of a resource and all below it. For one attempt. */
final class BackupStep implements Step {
    private final BackupTaking backups;
    private final Basis basis;
    private final Operation operation;
    private final Function<String, StepContext> contexts;
    private Optional<Backup> taken = Optional.empty();

    BackupStep(BackupTaking backups, Basis basis, Operation operation, Function<String, StepContext> contexts) {
        this.backups = backups;
        this.basis = basis;
        this.operation = operation;
        this.contexts = contexts;
    }

    /** What it took. */
    Optional<Backup> taken() {
        return taken;
    }

    /** Nothing to do for one that is taken and verified, nor for leftovers when there are none. */
    @Override
    public Sight look(StepContext context) throws InterruptedException {
        if (taken.isPresent()) {
            return taken.get().verifiedAt().isPresent() ? Sight.NOTHING : new Sight.Counted(1, 0);
        }
        return operation.residual() && basis.below().isEmpty() ? leftovers() : new Sight.Counted(1, 0);
    }

    @Override
    public StepOutcome apply(StepContext context) {
        var wanted = new Wanted(
                operation.residual() ? "residual" : "final", operation.epoch(), operation.act(), operation.backup());
        var backup = backups.take(basis.kind(), basis.row(), basis.below(), wanted);
        taken = Optional.of(backup);
        return backup.state().equals("completed") && backup.verifiedAt().isPresent()
                ? new StepOutcome.Done(0)
                : new StepOutcome.Failed("backup.unverified", "The backup was not read back whole.");
    }

    @Override
    public String method() {
        return "backup from one snapshot, read back";
    }

    @Override
    public boolean destroys() {
        return false;
    }

    private List<DeclaredStep> saved() {
        return basis.kind().steps().stream()
                .filter(declared ->
                        EngineSteps.saves(declared.type(), declared.step().destroys()))
                .toList();
    }

    /** Each step with what it has put down itself. */
    private Sight leftovers() throws InterruptedException {
        var items = 0L;
        for (DeclaredStep declared : saved()) {
            switch (Calls.look(declared.step(), contexts.apply(declared.name()))) {
                case Sight.Counted counted -> items += counted.items();
                case Sight.Unknown unknown -> {
                    return unknown;
                }
            }
        }
        return new Sight.Counted(items, 0);
    }
}
