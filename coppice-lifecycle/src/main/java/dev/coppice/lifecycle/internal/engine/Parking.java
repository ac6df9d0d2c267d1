package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter.Keeping;
import dev.coppice.lifecycle.internal.ledger.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * What follows when a step does not go on by itself.
 *
 * @param dsl the transaction, in which the operation is locked
 * @param work the work
 */
record Parking(DSLContext dsl, Work work) {
    /** A backup that is not required is given up before anything is destroyed; for all else a person is called. */
    void parked(String step, Tree tree) {
        var required = work.kind().config().backup().map(BackupConfig::required).orElse(true);
        var operation = new Ledger(dsl).find(work.operation()).orElseThrow();
        if (step.equals(EngineSteps.BACKUP)
                && !required
                && operation.noReturnAt().isEmpty()) {
            waive(operation, tree);
        } else {
            told(operation, step);
        }
    }

    private void waive(Operation operation, Tree tree) {
        var act = Act.of(
                work.parts().worker(),
                "backup.required is false, and the backup failed " + Backoff.ATTEMPTS + " times");
        var left = new Ledger(dsl)
                .lock(tree.ids()).stream()
                        .filter(other -> !other.state().ended())
                        .map(Operation::id)
                        .toList();
        new OperationWriter(dsl).waive(left, act);
        new StepWriter(dsl, operation.id()).opened(EngineSteps.BACKUP, StepState.ALREADY_DONE, "left out", 0);
        new Events(dsl).audit(act, "teardown.backup-waived", operation);
    }

    /** Calls for a person. */
    void told(String step) {
        told(new Ledger(dsl).find(work.operation()).orElseThrow(), step);
    }

    private void told(Operation operation, String step) {
        var details = Json.object("operation", operation.id(), "step", step);
        var events = new Events(dsl);
        Events.log(operation, "parked", work.parts().worker());
        events.tell("operation.parked", operation.resource(), details);
        events.audit(work.parts().worker(), "operation.parked", operation.resource(), details);
    }

    /**
     * Has the backup taken once more, and every operation that destroys behind it wait for that: at once the first time, then
     * ever later, and no more often than a step is tried that fails.
     */
    void backUpAgain(Tree tree, String why) {
        var left = new Ledger(dsl)
                .lock(tree.ids()).stream()
                        .filter(operation -> !operation.state().ended())
                        .toList();
        left.forEach(operation -> backUpAgain(operation, why));
        new Events(dsl)
                .audit(
                        work.parts().worker(),
                        "teardown.backup-outdated",
                        tree.members().getFirst().resource(),
                        Json.object("operation", tree.root(), "why", why));
        left.stream()
                .filter(operation -> backup(operation)
                        .filter(step -> owned(step) && step.attempts() >= Backoff.ATTEMPTS)
                        .isPresent())
                .forEach(operation -> told(operation, EngineSteps.BACKUP));
    }

    private void backUpAgain(Operation operation, String why) {
        backup(operation).ifPresent(step -> {
            var steps = new StepWriter(dsl, operation.id());
            steps.again(step.name());
            if (owned(step)) {
                var pause = step.attempts() > 1 ? work.hooks().backoff().after(step.attempts() - 1) : Duration.ZERO;
                steps.kept(step.name(), StepState.FAILED, new Keeping(Verdict.OUTDATED, why, List.of(), pause));
            }
            if (owned(step) && step.attempts() >= Backoff.ATTEMPTS) {
                steps.park(step.name());
            }
        });
        if (operation.state() == OperationState.RUNNING) {
            new OperationWriter(dsl).waits(operation.id(), OperationState.RUNNING, Optional.empty());
        }
    }

    private static Optional<OperationStep> backup(Operation operation) {
        return new StepGraph(operation.steps())
                .find(EngineSteps.BACKUP)
                .filter(step -> step.state() != StepState.PARKED);
    }

    private static boolean owned(OperationStep step) {
        return step.type().equals(EngineSteps.BACKUP);
    }
}
