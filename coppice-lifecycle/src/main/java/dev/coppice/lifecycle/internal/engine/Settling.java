package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Finds out how an operation stands after its steps: ended, waiting, or left to a person; and moves the resource with it.
 *
 * @param dsl the transaction, in which the operation is locked
 * @param kind the kind
 * @param parts whom to tell
 */
record Settling(DSLContext dsl, Kind kind, EngineParts parts) {
    void settle(long id) {
        var operation = new Ledger(dsl).find(id).orElseThrow();
        if (operation.state().ended()) {
            return;
        }
        if (operation.steps().stream().allMatch(step -> step.state().ended())) {
            end(operation);
        } else {
            wait(operation);
        }
    }

    /** Writes the status, last of all: from now on the resource is gone, whatever best-effort steps still have to do. */
    void status(Operation operation) {
        var through = operation.steps().stream()
                .filter(step -> !step.type().equals(EngineSteps.STATUS))
                .allMatch(step -> step.state().ended());
        new OperationWriter(dsl).bury(operation.resource(), operation.id());
        move(operation, through ? ResourceState.DEPROVISIONED : ResourceState.RESIDUAL);
        new Events(dsl)
                .audit(
                        parts.worker(),
                        "resource.deprovisioned",
                        operation.resource(),
                        details(operation.id(), through ? "nothing left" : "leftovers"));
    }

    /** Moves the resource of an operation, if it is not there already. */
    void move(Operation operation, ResourceState wanted) {
        kind.table().lock(dsl, operation.resource().id()).ifPresent((Row row) -> {
            if (StateRows.lock(dsl, kind.name(), row).state() != wanted) {
                Transitions.in(dsl, kind.name(), kind.table()).to(row, wanted);
            }
        });
    }

    static Map<String, Object> details(long operation, String state) {
        return Json.object("operation", operation, "state", state);
    }

    private void end(Operation operation) {
        var partial = operation.steps().stream().anyMatch(step -> step.state() == StepState.ABANDONED);
        var state = partial ? OperationState.PARTIAL : OperationState.SUCCEEDED;
        move(operation, ResourceState.DEPROVISIONED);
        var writer = new OperationWriter(dsl);
        writer.end(operation.id(), state);
        parent(operation).ifPresent(writer::wake);
        var events = new Events(dsl);
        var details = details(operation.id(), state.stored());
        events.tell("operation.ended", operation.resource(), details);
        events.audit(parts.worker(), "operation.ended", operation.resource(), details);
        parts.ending().ended(dsl, new Ledger(dsl).find(operation.id()).orElseThrow());
    }

    private Optional<ResourceId> parent(Operation operation) {
        return kind.table()
                .find(dsl, operation.resource().id())
                .flatMap(Row::parent)
                .map(id -> new ResourceId(kind.name(), id));
    }

    private void wait(Operation operation) {
        var graph = new StepGraph(operation.steps());
        var next = graph.open().filter(step -> step.state() != StepState.PARKED).toList();
        var writer = new OperationWriter(dsl);
        if (next.isEmpty()) {
            writer.park(operation.id());
            move(operation, ResourceState.PARKED);
            return;
        }
        var state = standing(operation);
        move(operation, state);
        writer.waits(
                operation.id(),
                state == ResourceState.RESIDUAL && graph.past(EngineSteps.STATUS)
                        ? OperationState.RESIDUAL
                        : OperationState.RUNNING,
                earliest(next));
    }

    /** Where a resource stands whose operation goes on. */
    private static ResourceState standing(Operation operation) {
        if (operation.residual() || new StepGraph(operation.steps()).past(EngineSteps.STATUS)) {
            return ResourceState.RESIDUAL;
        }
        return operation.noReturnAt().isPresent() ? ResourceState.TEARING_DOWN : ResourceState.FENCED;
    }

    /** Empty when one of them is due now. */
    private static Optional<Instant> earliest(List<OperationStep> steps) {
        return steps.stream().allMatch(step -> step.nextTryAt().isPresent())
                ? steps.stream().flatMap(step -> step.nextTryAt().stream()).min(Comparator.naturalOrder())
                : Optional.empty();
    }
}
