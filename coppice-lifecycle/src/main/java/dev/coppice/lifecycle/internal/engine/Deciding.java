package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.Looking;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.ops.Fault;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * A person's word about a step, given under the lease of the operation, so that no worker is at it meanwhile.
 *
 * @param parts what the engine is made of
 * @param hooks what tests replace
 */
record Deciding(EngineParts parts, Hooks hooks) {
    Operation resolve(long id, String step, Act act) {
        return leased(id, step, act, (operation, held) -> {
            var seen = look(operation, step, held);
            if (!(seen instanceof Sight.Counted counted) || counted.items() > 0) {
                throw stillThere(operation, step, seen).exception();
            }
            return decided(operation, step, act, StepState.RESOLVED, held.lease());
        });
    }

    /** What can be seen is decided by what is seen. */
    Operation resolveUnseen(long id, String step, Act act) {
        return leased(id, step, act, (operation, held) -> {
            if (look(operation, step, held) instanceof Sight.Counted counted) {
                throw EngineFaults.operation(
                                "operation.step-seen",
                                operation,
                                "The step " + step + " can be looked at: " + counted.items() + " are left.",
                                "Resolve it by what is seen, once nothing is left.")
                        .exception();
            }
            return decided(operation, step, act, StepState.UNSEEN, held.lease());
        });
    }

    Operation abandon(long id, String step, Act act) {
        return leased(id, step, act, (operation, held) -> {
            var graph = new StepGraph(operation.steps());
            var bestEffort = graph.find(step).orElseThrow().bestEffort();
            var waiting = graph.waitingFor(step);
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
            return decided(operation, step, act, StepState.ABANDONED, held.lease());
        });
    }

    static void requireUnfinished(Operation operation) {
        if (operation.state().ended()) {
            throw EngineFaults.operation(
                            "operation.ended",
                            operation,
                            "It is " + operation.state().stored() + ".",
                            operation.state() == OperationState.CANCELLED
                                    ? "Nothing needs to be done."
                                    : "Nothing needs to be done. \"coppice backup list " + operation.resource()
                                            + "\" has what is kept of it.")
                    .exception();
        }
    }

    static Kind kind(EngineParts parts, Operation operation) {
        return kind(parts, operation.resource().kind());
    }

    static Kind kind(EngineParts parts, String name) {
        return Optional.ofNullable(parts.kinds().get(name))
                .orElseThrow(() -> EngineFaults.unknownKind(name).exception());
    }

    /**
     * What a decision is taken with.
     *
     * @param lease the right to take it
     * @param heartbeat keeps it
     */
    private record Held(Lease lease, Heartbeat heartbeat) {}

    private interface Decision {
        Operation of(Operation operation, Held held);
    }

    private Operation leased(long id, String step, Act act, Decision decision) {
        var operation = transactions().run(dsl -> load(dsl, id));
        requireOpen(operation, step);
        var leases = new Leases(parts.database());
        var lease = Passing.acquire(leases, id, act.actor())
                .orElseThrow(() -> busy(operation).exception());
        try (var heartbeat = new Heartbeat(leases, hooks.heartbeat()).started()) {
            heartbeat.keep(lease);
            try {
                return decision.of(transactions().run(dsl -> underLease(dsl, lease, id)), new Held(lease, heartbeat));
            } finally {
                heartbeat.leave(); // a beat under way finds the lease given back, and must not interrupt this thread
            }
        } finally {
            Passing.release(leases, lease);
        }
    }

    private static Fault busy(Operation operation) {
        return EngineFaults.operation(
                "operation.busy", operation, "A worker is at it now.", "Ask again when it waits.");
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

    private Sight look(Operation operation, String name, Held held) {
        var kind = kind(parts, operation);
        Step step = EngineSteps.declared(kind, name).orElseThrow().step();
        Map<String, String> columns = transactions()
                .run(dsl -> new Ledger(dsl)
                        .columns(
                                operation.id(),
                                kind.table()
                                        .find(dsl, operation.resource().id())
                                        .map(Row::columns)
                                        .orElse(Map.of())));
        var progress = transactions().run(dsl -> new StepWriter(dsl, operation.id()).progress(name));
        var context = new Looking(parts.database(), operation.resource(), columns, progress, hooks.most(kind));
        try {
            return hooks.timed(held.heartbeat(), kind).look(step, context);
        } catch (InterruptedException interrupted) {
            if (held.heartbeat().leave()) {
                throw busy(operation).exception(interrupted);
            }
            Thread.currentThread().interrupt();
            return new Sight.Unknown("step.interrupted", "The look was interrupted.");
        }
    }

    private Operation decided(Operation operation, String step, Act act, StepState state, Lease lease) {
        return transactions().run(dsl -> {
            Leases.require(dsl, lease);
            var ledger = new Ledger(dsl);
            ledger.lock(ledger.tree(operation.id()).ids());
            requireOpen(load(dsl, operation.id()), step);
            var left = state == StepState.RESOLVED ? Optional.of(0L) : Optional.<Long>empty();
            new StepWriter(dsl, operation.id()).decided(step, state, act, left);
            new Settling(dsl, kind(parts, operation), parts).settle(operation.id());
            var action = state == StepState.ABANDONED ? "operation.step-abandoned" : "operation.step-resolved";
            new Events(dsl)
                    .audit(
                            act,
                            action,
                            operation.resource(),
                            Json.object("operation", operation.id(), "step", step, "as", state.stored()));
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
                "Remove what is left, or make it visible, and resolve again; what nobody can ever see again, an admin resolves"
                        + " as unseen.");
    }

    private Transacting transactions() {
        return new Transacting(parts.database());
    }
}
