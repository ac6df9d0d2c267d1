package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.ledger.Tree;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * What follows when a step does not go on by itself.
 *
 * @param dsl the transaction, in which the operation is locked
 * @param work the work
 */
record Parking(DSLContext dsl, Work work) {
    /** Calls for a person. */
    void told(String step) {
        var operation = new Ledger(dsl).find(work.operation()).orElseThrow();
        var details = Json.object("operation", operation.id(), "step", step);
        var events = new Events(dsl);
        events.tell("operation.parked", operation.resource(), details);
        events.audit(work.parts().worker(), "operation.parked", operation.resource(), details);
    }

    /** Has the backup taken once more, and every operation that destroys behind it wait for that. */
    void backUpAgain(Tree tree) {
        var operations = new Ledger(dsl).lock(tree.ids());
        operations.stream().filter(operation -> !operation.state().ended()).forEach(this::backUpAgain);
    }

    private void backUpAgain(Operation operation) {
        new StepGraph(operation.steps())
                .find(EngineSteps.BACKUP)
                .filter(step -> step.state() != StepState.PARKED)
                .ifPresent(step -> new StepWriter(dsl, operation.id()).again(step.name()));
        if (operation.state() == OperationState.RUNNING) {
            new OperationWriter(dsl).waits(operation.id(), OperationState.RUNNING, Optional.empty());
        }
    }
}
