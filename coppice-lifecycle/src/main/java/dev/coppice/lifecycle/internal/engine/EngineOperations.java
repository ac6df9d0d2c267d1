package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Attempt;
import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.Operations;
import dev.coppice.lifecycle.Page;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/** Operations looked at, and the ways out of each state. */
final class EngineOperations implements Operations {
    private final EngineParts parts;
    private final Transacting transactions;
    private final Deciding deciding;

    EngineOperations(EngineParts parts, Hooks hooks) {
        this.parts = parts;
        this.transactions = new Transacting(parts.database());
        this.deciding = new Deciding(parts, hooks);
    }

    @Override
    public Optional<Operation> find(long id) {
        return transactions.run(dsl -> new Ledger(dsl).find(id));
    }

    @Override
    public Page<Operation> list(OperationQuery query) {
        var wanted = query.kind()
                .map(kind -> Deciding.kind(parts, kind))
                .map(kind -> query.about(query.resource().map(kind::resource).map(ResourceId::id)))
                .orElse(query);
        var found = transactions.run(dsl -> new Ledger(dsl).list(wanted));
        var items = found.stream().limit(query.limit()).toList();
        return new Page<>(
                items,
                found.size() > query.limit()
                        ? Optional.of(String.valueOf(items.getLast().id()))
                        : Optional.empty());
    }

    @Override
    public Explanation explain(long id) {
        return transactions.run(dsl -> Explaining.of(load(dsl, id)));
    }

    @Override
    public List<Attempt> journal(long id) {
        return transactions.run(dsl -> new Ledger(dsl).journal(load(dsl, id).id()));
    }

    @Override
    public List<Operation> below(long id) {
        return transactions.run(dsl -> new Ledger(dsl).below(id));
    }

    @Override
    public TeardownResult result(long id) {
        return transactions.run(dsl -> TeardownResult.of(load(dsl, id), new Ledger(dsl).below(id)));
    }

    @Override
    public Operation retry(long id, Act act) {
        return audited(
                id,
                "operation.retry-refused",
                act,
                () -> transactions.run(dsl -> {
                    var operation = lock(dsl, id);
                    new StepWriter(dsl, id).retry();
                    new Settling(dsl, kind(operation), parts).settle(id);
                    new Events(dsl).audit(act, "operation.retried", operation);
                    return load(dsl, id);
                }));
    }

    @Override
    public Operation resolve(long id, String step, Act act) {
        return audited(id, "operation.resolve-refused", act, () -> deciding.resolve(id, step, act));
    }

    @Override
    public Operation resolveUnseen(long id, String step, Act act) {
        return audited(id, "operation.resolve-refused", act, () -> deciding.resolveUnseen(id, step, act));
    }

    @Override
    public Operation abandon(long id, String step, Act act) {
        return audited(id, "operation.abandon-refused", act, () -> deciding.abandon(id, step, act));
    }

    @Override
    public Operation cancel(long id, Act act) {
        return audited(id, "operation.cancel-refused", act, () -> transactions.run(dsl -> cancel(dsl, id, act)));
    }

    private Operation cancel(DSLContext dsl, long id, Act act) {
        var ledger = new Ledger(dsl);
        var tree = ledger.lock(ledger.tree(load(dsl, id).id()).ids());
        var operation = load(dsl, id);
        Deciding.requireUnfinished(operation);
        if (operation.parent().isPresent()) {
            throw EngineFaults.operation(
                            "operation.has-parent",
                            operation,
                            "It was begun with operation " + operation.parent().getAsLong()
                                    + ", and they stand and fall together.",
                            "Call that one off.")
                    .exception();
        }
        if (tree.stream().anyMatch(one -> one.noReturnAt().isPresent())) {
            throw EngineFaults.operation(
                            "operation.no-return",
                            operation,
                            "Its first step that destroys has begun: there is no way back.",
                            "Let it end, then restore its backup.")
                    .exception();
        }
        new Cancelling(dsl, kind(operation)).cancel(tree, act);
        return load(dsl, id);
    }

    private Operation lock(DSLContext dsl, long id) {
        var ledger = new Ledger(dsl);
        ledger.lock(ledger.tree(id).ids());
        var operation = load(dsl, id);
        Deciding.requireUnfinished(operation);
        return operation;
    }

    private static Operation load(DSLContext dsl, long id) {
        return new Ledger(dsl)
                .find(id)
                .orElseThrow(() -> EngineFaults.noOperation(id).exception());
    }

    private Kind kind(Operation operation) {
        return Deciding.kind(parts, operation);
    }

    private Operation audited(long id, String action, Act act, Supplier<Operation> call) {
        try {
            return call.get();
        } catch (CoppiceException refused) {
            if (Transacting.isRefusal(refused)) {
                find(id).ifPresent(operation -> transactions.beside(
                        refused,
                        dsl -> new Events(dsl)
                                .audit(
                                        act,
                                        action,
                                        operation.resource(),
                                        Json.object("operation", id, "code", refused.code()))));
            }
            throw refused;
        }
    }
}
