package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Descent;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
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
            case EngineSteps.CHILDREN -> children(operation);
            default -> new StepOutcome.Done(0);
        };
    }

    private StepOutcome backup(Operation operation) {
        var settled = operation.backup().isPresent() || operation.waiver().isPresent();
        return settled && new StepGraph(root.steps()).past(EngineSteps.BACKUP)
                ? new StepOutcome.Done(0)
                : new StepOutcome.Blocked(
                        "backup.of-parent",
                        "The backup of " + root.resource() + ", in which it lies, is not there yet.",
                        List.of("operation " + root.id()));
    }

    /**
     * By the rows as they are now: one that came later, or whose own teardown was called off, keeps its parent. And by the
     * operations begun with this one, since the row of a child may be gone, or moved, while what it stood for is there.
     */
    private StepOutcome children(Operation parent) {
        var left = new TreeSet<Long>();
        var without = new ArrayList<String>();
        new Ledger(dsl)
                .below(parent.id()).stream()
                        .filter(operation -> operation.parent().equals(OptionalLong.of(parent.id())))
                        .filter(operation -> !operation.state().ended())
                        .forEach(operation -> left.add(operation.id()));
        for (var child :
                new Descent(dsl, kind.table()).nearest(parent.resource().id())) {
            var unfinished = new Ledger(dsl).unfinished(new ResourceId(kind.name(), child.id()));
            unfinished.ifPresent(operation -> left.add(operation.id()));
            if (unfinished.isEmpty() && Descent.lives(child)) {
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
                        "children.unfinished",
                        left.size() + " of its children are not gone yet.",
                        left.stream().map(id -> "operation " + id).toList());
    }
}
