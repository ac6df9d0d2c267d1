package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.step.Looking;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.ops.Fault;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * A person's word about a step, given under the lease of the operation, so that no worker is at it meanwhile.
 *
 * @param parts what the engine is made of
 */
record Deciding(EngineParts parts) {
    Operation resolve(long id, String step, Act act) {
        return leased(id, step, act, operation -> {
            var seen = look(operation, step);
            if (!(seen instanceof Sight.Counted counted) || counted.items() > 0) {
                throw stillThere(operation, step, seen).exception();
            }
            return decided(operation, step, act, StepState.RESOLVED);
        });
    }

    Operation abandon(long id, String step, Act act) {
        return leased(id, step, act, operation -> {
            var graph = new StepGraph(operation.steps());
            var bestEffort = graph.find(step).orElseThrow().bestEffort();
            var waiting = operation.steps().stream()
                    .filter(other -> other.after().contains(step))
                    .map(OperationStep::name)
                    .toList();
            if (!bestEffort || !waiting.isEmpty()) {
                throw EngineFaults.operation(
                                "operation.step-holds-others",
                                operation,
                                bestEffort
                                        ? "Other steps wait for " + step + ": " + String.join(", ", waiting) + "."
                                        : "The step " + step + " is not a best-effort one.",
                                "Do it by hand and resolve it, or have it tried again.")
                        .exception();
            }
            return decided(operation, step, act, StepState.ABANDONED);
        });
    }

    static void requireUnfinished(Operation operation) {
        if (operation.state().ended()) {
            throw EngineFaults.operation(
                            "operation.ended",
                            operation,
                            "It is " + operation.state().stored() + ".",
                            "Nothing needs to be done.")
                    .exception();
        }
    }

    static Kind kind(EngineParts parts, Operation operation) {
        return Optional.ofNullable(parts.kinds().get(operation.resource().kind()))
                .orElseThrow(() ->
                        EngineFaults.unknownKind(operation.resource().kind()).exception());
    }

    private Operation leased(long id, String step, Act act, Function<Operation, Operation> decision) {
        var operation = transactions().run(dsl -> load(dsl, id));
        requireOpen(operation, step);
        var leases = new Leases(parts.database());
        var attempt = leases.acquire(Passing.lease(id), act.actor(), Heartbeat.LENGTH);
        if (!(attempt instanceof LeaseAttempt.Acquired acquired)) {
            throw EngineFaults.operation(
                            "operation.busy", operation, "A worker is at it now.", "Ask again when it waits.")
                    .exception();
        }
        try {
            return decision.apply(transactions().run(dsl -> underLease(dsl, acquired.lease(), id)));
        } finally {
            leases.release(acquired.lease());
        }
    }

    private Operation underLease(DSLContext dsl, Lease lease, long id) {
        Leases.require(dsl, lease);
        return load(dsl, id);
    }

    private void requireOpen(Operation operation, String step) {
        requireUnfinished(operation);
        var found = new StepGraph(operation.steps()).find(step);
        var declared = EngineSteps.declared(kind(parts, operation), step);
        if (found.isEmpty() || declared.isEmpty()) {
            throw EngineFaults.operation(
                            "operation.unknown-step",
                            operation,
                            "It has no declared step " + step + ".",
                            "Name one of the steps that its kind declares.")
                    .exception();
        }
        if (found.get().state().ended()) {
            throw EngineFaults.operation(
                            "operation.step-ended",
                            operation,
                            "The step " + step + " is " + found.get().state().stored() + ".",
                            "Nothing needs to be done.")
                    .exception();
        }
    }

    private Sight look(Operation operation, String name) {
        var kind = kind(parts, operation);
        Step step = EngineSteps.declared(kind, name).orElseThrow().step();
        Map<String, String> columns = transactions()
                .run(dsl -> kind.table()
                        .find(dsl, operation.resource().id())
                        .map(Row::columns)
                        .orElse(Map.of()));
        var progress = transactions().run(dsl -> new StepWriter(dsl, operation.id()).progress(name));
        try {
            return Calls.look(step, new Looking(parts.database(), operation.resource(), columns, progress));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Sight.Unknown("step.interrupted", "The look was interrupted.");
        }
    }

    private Operation decided(Operation operation, String step, Act act, StepState state) {
        return transactions().run(dsl -> {
            var ledger = new Ledger(dsl);
            ledger.lock(ledger.tree(operation.id()).ids());
            requireOpen(load(dsl, operation.id()), step);
            var left = state == StepState.RESOLVED ? Optional.of(0L) : Optional.<Long>empty();
            new StepWriter(dsl, operation.id()).decided(step, state, act, left);
            new Settling(dsl, kind(parts, operation), parts).settle(operation.id());
            var action = state == StepState.RESOLVED ? "operation.step-resolved" : "operation.step-abandoned";
            new Events(dsl)
                    .audit(act, action, operation.resource(), Json.object("operation", operation.id(), "step", step));
            return load(dsl, operation.id());
        });
    }

    private static Operation load(DSLContext dsl, long id) {
        return new Ledger(dsl)
                .find(id)
                .orElseThrow(() -> EngineFaults.noOperation(id).exception());
    }

    private static Fault stillThere(Operation operation, String step, Sight seen) {
        var found = switch (seen) {
            case Sight.Counted counted -> "The step " + step + " sees " + counted.items() + " left.";
            case Sight.Unknown unknown -> "The step " + step + " cannot see: " + unknown.message();
        };
        return EngineFaults.operation(
                "operation.still-there",
                operation,
                found,
                "Remove what is left, or make it visible, and resolve again.");
    }

    private Transacting transactions() {
        return new Transacting(parts.database());
    }
}
