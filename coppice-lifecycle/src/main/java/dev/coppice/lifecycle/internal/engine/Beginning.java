package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.Approvals;
import dev.coppice.control.ChunkGuard;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.internal.engine.EngineSteps.Keeping;
import dev.coppice.lifecycle.internal.kind.Descent;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.NewOperation;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.sql.Template;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.ops.Fault;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jooq.DSLContext;

/** Begins a teardown in one transaction: fences and operations commit together. For one request. */
final class Beginning {
    private static final String STAMPED = "stamp of the fence, committed with the operation";

    private final DSLContext dsl;
    private final Kind kind;
    private final TeardownRequest request;

    Beginning(DSLContext dsl, Kind kind, TeardownRequest request) {
        this.dsl = dsl;
        this.kind = kind;
        this.request = request;
    }

    /** Begins it; {@code known} refuses it for what was found outside the database. */
    Operation begin(Optional<Fault> known) {
        ChunkGuard.enter(dsl);
        ShareLimit.serialise(dsl, kind);
        var row = lock(request.resource().id());
        var underWay = new Ledger(dsl).unfinished(request.resource());
        if (underWay.isPresent()) {
            return underWay.get();
        }
        var basis = locked(row);
        Blockers.of(dsl, basis, request).stream().findFirst().or(() -> known).ifPresent(refusal -> {
            throw refusal.exception();
        });
        var hash = basis.hash(request.withoutBackup());
        request.plan().filter(wanted -> !wanted.equals(hash)).ifPresent(wanted -> {
            throw EngineFaults.otherPlan(request.resource(), wanted, hash).exception();
        });
        var operation = begun(basis);
        if (kind.config().approvals() > 0 && request.cause() != Cause.FOUND) {
            Approvals.in(dsl).consume(subject(request.resource()), hash, "operation/" + operation.id());
        }
        told(operation);
        return operation;
    }

    /** Judged is what is read with all locks held: before them, others may still have changed it. */
    private Basis locked(Row row) {
        var seen = Basis.read(dsl, kind, row);
        seen.below().forEach(child -> lock(child.id()));
        var basis = Basis.read(dsl, kind, row);
        return basis.belowIds().equals(seen.belowIds()) ? basis : locked(row);
    }

    /** What an approval is for. */
    static String subject(ResourceId resource) {
        return "teardown/" + resource.kind() + "/" + resource.id();
    }

    private Row lock(String id) {
        return kind.table()
                .lock(dsl, id)
                .orElseThrow(() -> new Vanished(dsl, new ResourceId(kind.name(), id))
                        .fault()
                        .exception());
    }

    private Operation begun(Basis basis) {
        var cause = request.cause().name().toLowerCase(Locale.ROOT);
        var keeping = request.withoutBackup() ? Keeping.NOTHING : Keeping.OWN;
        var id = create(basis, OptionalLong.empty(), cause, keeping);
        if (!basis.residual()) {
            below(basis, id);
        }
        return new Ledger(dsl).find(id).orElseThrow();
    }

    /** Those below that are not leaving by themselves already; their parent waits for them all. */
    private void below(Basis parent, long operation) {
        for (var child : new Descent(dsl, kind.table()).nearest(parent.row().id())) {
            var resource = new ResourceId(kind.name(), child.id());
            var alone = new Ledger(dsl).unfinished(resource).isPresent();
            if (Descent.lives(child) && !alone) {
                var basis = Basis.read(dsl, kind, child);
                var keeping = request.withoutBackup() ? Keeping.NOTHING : Keeping.OF_PARENT;
                below(basis, create(basis, OptionalLong.of(operation), "parent", keeping));
            }
        }
    }

    private long create(Basis basis, OptionalLong parent, String cause, Keeping keeping) {
        var state = Transitions.in(dsl, kind.name(), kind.table())
                .to(basis.row(), basis.residual() ? ResourceState.RESIDUAL : ResourceState.FENCED);
        var id = new OperationWriter(dsl)
                .create(new NewOperation(
                        basis.resource(),
                        state.epoch(),
                        parent,
                        basis.residual(),
                        cause,
                        basis.row().status(),
                        basis.hash(request.withoutBackup()),
                        plan(basis),
                        request.act(),
                        waiver(),
                        EngineSteps.of(kind, keeping)));
        var steps = new StepWriter(dsl, id);
        if (basis.residual()) {
            steps.inherit(kind.steps().stream().map(DeclaredStep::name).toList());
        }
        steps.opened(EngineSteps.FENCE, StepState.DONE, STAMPED, 0);
        return id;
    }

    /** What is needed of the plan later; also the columns that steps name, since the row may go before they are through. */
    private String plan(Basis basis) {
        var columns = new TreeMap<>(basis.row().columns());
        columns.keySet().retainAll(new Template(kind.config().steps().toString()).columns());
        var plan = Json.object("ending", basis.ending(), "withoutBackup", request.withoutBackup());
        plan.putAll(Json.object("below", basis.belowIds(), "columns", columns));
        return Json.of(plan);
    }

    private Optional<Act> waiver() {
        return request.withoutBackup() ? Optional.of(request.act()) : Optional.empty();
    }

    private void told(Operation root) {
        var ledger = new Ledger(dsl);
        var tree = ledger.tree(root.id()).ids();
        var details = Json.object("operation", root.id(), "plan", root.planHash(), "below", tree.size() - 1);
        var events = new Events(dsl);
        events.tell("teardown.begun", root.resource(), details);
        events.audit(request.act(), "teardown.begun", root.resource(), details);
        var children =
                tree.stream().skip(1).flatMap(id -> ledger.find(id).stream()).toList();
        Events.log(root, "begun", request.act().actor());
        children.forEach(child -> Events.log(child, "begun", request.act().actor()));
        children.forEach(child -> events.audit(
                request.act(),
                "teardown.begun",
                child.resource(),
                Json.object("operation", child.id(), "plan", child.planHash(), "with", root.id())));
        if (request.withoutBackup()) {
            events.audit(request.act(), "teardown.backup-waived", root);
        }
        if (request.beyondLimits()) {
            events.audit(request.act(), "teardown.share-waived", root);
        }
    }
}
