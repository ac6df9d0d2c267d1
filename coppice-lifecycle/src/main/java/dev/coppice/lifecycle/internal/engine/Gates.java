package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/**
 * The engine's own steps that only wait for something: looked at within one transaction.
 *
 * @param dsl the transaction, in which the operation is locked
 * @param kind the kind
 * @param root the operation that no other began
 */
record Gates(DSLContext dsl, Kind kind, Operation root) {
    StepOutcome look(Operation operation, OperationStep step) {
        return switch (step.type()) {
            case EngineSteps.QUIESCE -> new Quiesce(dsl, new StepWriter(dsl, operation.id())).look();
            case EngineSteps.BACKUP_OF_PARENT -> backup(operation);
            case EngineSteps.CHILDREN -> children(operation.resource());
            default -> new StepOutcome.Done(0);
        };
    }

    private StepOutcome backup(Operation operation) {
        return operation.backup().isPresent() && new StepGraph(root.steps()).past(EngineSteps.BACKUP)
                ? new StepOutcome.Done(0)
                : new StepOutcome.Blocked(
                        "backup.of-parent",
                        "The backup of " + root.resource() + ", in which it lies, is not there yet.",
                        List.of("operation " + root.id()));
    }

    /** By the rows as they are now: one that came later, or whose own teardown was called off, keeps its parent. */
    private StepOutcome children(ResourceId parent) {
        var left = new ArrayList<String>();
        var without = new ArrayList<String>();
        for (var child : kind.table().children(dsl, parent.id())) {
            var unfinished = new Ledger(dsl).unfinished(new ResourceId(kind.name(), child.id()));
            unfinished.ifPresent(operation -> left.add("operation " + operation.id()));
            if (unfinished.isEmpty() && lives(child)) {
                without.add(child.id());
            }
        }
        if (!without.isEmpty()) {
            return new StepOutcome.Blocked(
                    "children.not-leaving",
                    "It has " + without.size() + " children that nobody tears down: they came after it was fenced.",
                    without);
        }
        return left.isEmpty()
                ? new StepOutcome.Done(0)
                : new StepOutcome.Blocked(
                        "children.unfinished", left.size() + " of its children are not gone yet.", left);
    }

    private static boolean lives(Row row) {
        return row.status() != ResourceStatus.DEPROVISIONED;
    }
}
