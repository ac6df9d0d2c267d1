package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.Approvals;
import dev.coppice.control.ChunkGuard;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.engine.EngineSteps.Keeping;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.NewOperation;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.ops.Fault;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
        var basis = Basis.read(dsl, kind, row);
        basis.below().forEach(child -> lock(child.id()));
        Blockers.of(dsl, basis, request).stream().findFirst().or(() -> known).ifPresent(refusal -> {
            throw refusal.exception();
        });
        var hash = basis.hash(request.withoutBackup());
        request.plan().filter(wanted -> !wanted.equals(hash)).ifPresent(wanted -> {
            throw EngineFaults.otherPlan(request.resource(), wanted, hash).exception();
        });
        var operation = begun(basis);
        if (kind.config().approvals() > 0) {
            Approvals.in(dsl).consume(subject(request.resource()), hash, "operation/" + operation.id());
        }
        told(operation, basis.below().size());
        return operation;
    }

    /** What an approval is for. */
    static String subject(ResourceId resource) {
        return "teardown/" + resource.kind() + "/" + resource.id();
    }

    private Row lock(String id) {
        return kind.table()
                .lock(dsl, id)
                .orElseThrow(() ->
                        EngineFaults.notFound(new ResourceId(kind.name(), id)).exception());
    }

    private Operation begun(Basis basis) {
        var cause = request.cause().name().toLowerCase(Locale.ROOT);
        var keeping = request.withoutBackup() ? Keeping.NOTHING : Keeping.OWN;
        var id = create(basis, OptionalLong.empty(), cause, keeping);
        below(basis, id);
        return new Ledger(dsl).find(id).orElseThrow();
    }

    /** Those below that are not leaving by themselves already; their parent waits for them all. */
    private void below(Basis parent, long operation) {
        for (var child : kind.table().children(dsl, parent.row().id())) {
            var resource = new ResourceId(kind.name(), child.id());
            var alone = child.status() == ResourceStatus.DEPROVISIONED
                    || new Ledger(dsl).unfinished(resource).isPresent();
            if (!alone) {
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
                        Json.of(Json.object("ending", basis.ending(), "withoutBackup", request.withoutBackup())),
                        request.act(),
                        waiver(),
                        EngineSteps.of(kind, keeping)));
        new StepWriter(dsl, id).opened(EngineSteps.FENCE, StepState.DONE, STAMPED, 0);
        return id;
    }

    private Optional<Act> waiver() {
        return request.withoutBackup() ? Optional.of(request.act()) : Optional.empty();
    }

    private void told(Operation operation, int below) {
        var events = new Events(dsl);
        var details = Json.object("operation", operation.id(), "plan", operation.planHash(), "below", below);
        events.tell("teardown.begun", operation.resource(), details);
        events.audit(request.act(), "teardown.begun", operation.resource(), details);
        if (request.withoutBackup()) {
            events.audit(request.act(), "teardown.backup-waived", operation);
        }
        if (request.beyondLimits()) {
            events.audit(request.act(), "teardown.share-waived", operation);
        }
    }
}
