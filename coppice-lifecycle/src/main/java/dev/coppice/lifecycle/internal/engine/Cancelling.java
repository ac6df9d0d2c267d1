package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import java.util.List;
import org.jooq.DSLContext;

/**
 * Calls a teardown off with those of its children: fences are lifted, and statuses are as they were.
 *
 * @param dsl the transaction, in which the operations are locked
 * @param kind the kind
 */
record Cancelling(DSLContext dsl, Kind kind) {
    void cancel(List<Operation> tree, Act act) {
        var left = tree.stream().filter(operation -> !operation.state().ended()).toList();
        left.forEach(operation -> {
            kind.table()
                    .lock(dsl, operation.resource().id())
                    .ifPresentOrElse(row -> lift(operation, row), () -> lift(operation));
            new OperationWriter(dsl).cancel(operation.id(), act);
        });
        var events = new Events(dsl);
        left.forEach(operation -> {
            Events.log(operation, "cancelled", act.actor());
            events.tell("operation.ended", operation.resource(), Settling.details(operation.id(), "cancelled"));
            events.audit(act, "operation.cancelled", operation);
        });
    }

    /** Its row is gone: whoever enters the id again finds no fence that nobody would lift. */
    private void lift(Operation operation) {
        var before = operation.residual() ? ResourceState.DEPROVISIONED : ResourceState.ACTIVE;
        var transitions = Transitions.in(dsl, kind.name(), kind.table());
        transitions.toWithoutRow(operation.resource().id(), before);
        if (erased(operation)) {
            transitions.toWithoutRow(operation.resource().id(), ResourceState.ERASED);
        }
    }

    private boolean erased(Operation operation) {
        return operation.residual() && new Ledger(dsl).erased(operation.resource());
    }

    /** Back to what its own table says now: whoever brought it back there is not overruled. */
    private void lift(Operation operation, Row row) {
        var transitions = Transitions.in(dsl, kind.name(), kind.table());
        if (operation.residual() || row.status() == ResourceStatus.DEPROVISIONED) {
            transitions.to(row, ResourceState.DEPROVISIONED);
            if (erased(operation)) {
                transitions.to(row, ResourceState.ERASED);
            }
        } else {
            transitions.to(row, row.status() == ResourceStatus.ACTIVE ? ResourceState.ACTIVE : ResourceState.SUSPENDED);
        }
    }
}
