package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.kind.Ancestors;
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
        if (settled(id)) {
            told(id);
        }
    }

    /** Writes the status, last of all: from now on the resource is gone, whatever best-effort steps still have to do. */
    void status(Operation operation) {
        var through = operation.steps().stream()
                .filter(step -> !step.type().equals(EngineSteps.STATUS))
                .allMatch(step -> step.state().ended());
        new OperationWriter(dsl).bury(operation.resource(), operation.id());
        move(operation, through ? ResourceState.DEPROVISIONED : ResourceState.RESIDUAL);
        var ended = settled(operation.id());
        new Events(dsl)
                .audit(
                        parts.worker(),
                        "resource.deprovisioned",
                        operation.resource(),
                        details(operation.id(), through ? "nothing left" : "leftovers"));
        if (ended) {
            told(operation.id());
        }
    }

    /** Whether that has ended it: then it has to be told, after everything that locks. */
    private boolean settled(long id) {
        var operation = new Ledger(dsl).find(id).orElseThrow();
        if (operation.state().ended()) {
            return false;
        }
        var through = operation.steps().stream().allMatch(step -> step.state().ended());
        if (through) {
            end(operation);
        } else {
            wait(operation);
        }
        return through;
    }

    /** Moves the resource of an operation, if it is not there already. Where it stands is written without a row of it too. */
    void move(Operation operation, ResourceState wanted) {
        var id = operation.resource().id();
        var transitions = Transitions.in(dsl, kind.name(), kind.table());
        kind.table()
                .lock(dsl, id)
                .ifPresentOrElse(row -> move(transitions, row, wanted), () -> transitions.toWithoutRow(id, wanted));
    }

    private void move(Transitions transitions, Row row, ResourceState wanted) {
        if (StateRows.lock(dsl, kind.name(), row).state() != wanted) {
            transitions.to(row, wanted);
        }
    }

    static Map<String, Object> details(long operation, String state) {
        return Json.object("operation", operation, "state", state);
    }

    private void end(Operation operation) {
        var partial = operation.steps().stream().anyMatch(step -> !step.state().seenGone());
        move(operation, ResourceState.DEPROVISIONED);
        if (operation.residual() && new Ledger(dsl).erased(operation.resource())) {
            move(operation, ResourceState.ERASED);
        }
        var writer = new OperationWriter(dsl);
        writer.end(operation.id(), partial ? OperationState.PARTIAL : OperationState.SUCCEEDED);
        var above = Ancestors.of(dsl, kind, operation.resource());
        writer.wake(
                operation.parent(),
                kind.name(),
                above.stream().map(ResourceId::id).toList());
        parts.ending().ended(dsl, new Ledger(dsl).find(operation.id()).orElseThrow());
    }

    private void told(long id) {
        var operation = new Ledger(dsl).find(id).orElseThrow();
        var events = new Events(dsl);
        var details = details(id, operation.state().stored());
        Events.log(operation, operation.state().stored(), parts.worker());
        events.tell("operation.ended", operation.resource(), details);
        events.audit(parts.worker(), "operation.ended", operation.resource(), details);
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
