package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Transitions;
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
        for (var operation : tree) {
            if (!operation.state().ended()) {
                kind.table().lock(dsl, operation.resource().id()).ifPresent(row -> lift(operation, row));
                new OperationWriter(dsl).cancel(operation.id(), act);
            }
        }
        var events = new Events(dsl);
        tree.forEach(operation -> {
            events.tell("operation.ended", operation.resource(), Settling.details(operation.id(), "cancelled"));
            events.audit(act, "operation.cancelled", operation);
        });
    }

    /** Back to what its own table says now: whoever brought it back there is not overruled. */
    private void lift(Operation operation, Row row) {
        var transitions = Transitions.in(dsl, kind.name(), kind.table());
        if (operation.residual() || row.status() == ResourceStatus.DEPROVISIONED) {
            transitions.to(row, ResourceState.DEPROVISIONED);
        } else {
            transitions.to(row, row.status() == ResourceStatus.ACTIVE ? ResourceState.ACTIVE : ResourceState.SUSPENDED);
        }
    }
}
