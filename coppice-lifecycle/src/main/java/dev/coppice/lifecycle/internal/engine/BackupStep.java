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
import java.util.Optional;

/** Takes the final backup of a resource and all below it. For one attempt. */
final class BackupStep implements Step {
    private final BackupTaking backups;
    private final Basis basis;
    private final Operation operation;
    private Optional<Backup> taken = Optional.empty();

    BackupStep(BackupTaking backups, Basis basis, Operation operation) {
        this.backups = backups;
        this.basis = basis;
        this.operation = operation;
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
        return operation.residual() && basis.below().isEmpty() ? leftovers(context) : new Sight.Counted(1, 0);
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

    private Sight leftovers(StepContext context) throws InterruptedException {
        var items = 0L;
        for (DeclaredStep declared : basis.kind().steps()) {
            switch (Calls.look(declared.step(), context)) {
                case Sight.Counted counted -> items += counted.items();
                case Sight.Unknown unknown -> {
                    return unknown;
                }
            }
        }
        return new Sight.Counted(items, 0);
    }
}
