package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.PassReport;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.Teardowns;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Duration;
import java.util.Optional;

/** Teardowns planned, begun and driven. */
final class EngineTeardowns implements Teardowns {
    private final EngineParts parts;
    private final Hooks hooks;
    private final Transacting transactions;
    private final Passing passing;

    EngineTeardowns(EngineParts parts, Hooks hooks) {
        this.parts = parts;
        this.hooks = hooks;
        this.transactions = new Transacting(parts.database());
        this.passing = new Passing(parts, hooks);
    }

    @Override
    public TeardownPlan plan(TeardownRequest request) {
        return planned(request, Planning::plan);
    }

    @Override
    public TeardownPlan look(TeardownRequest request, Duration most) {
        if (most.isNegative() || most.isZero()) {
            throw new IllegalArgumentException("most must be more than nothing, was: " + most);
        }
        return planned(request, planning -> planning.look(most));
    }

    private interface Planned {
        TeardownPlan by(Planning planning) throws InterruptedException;
    }

    private TeardownPlan planned(TeardownRequest request, Planned planned) {
        try {
            var kind = kind(request.resource().kind());
            return planned.by(new Planning(parts, hooks, kind, spelled(kind, request)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Fault.of("teardown.interrupted", Fault.Kind.FAILED)
                    .refused("The plan for " + request.resource() + " was not made.")
                    .found("The thread was interrupted.")
                    .changed("Nothing was changed.")
                    .next("Ask again.")
                    .exception(interrupted);
        }
    }

    @Override
    public Approval approve(TeardownRequest asked, String hash, Act act) {
        var kind = kind(asked.resource().kind());
        var request = spelled(kind, asked);
        var people = kind.config().approvals();
        if (people == 0) {
            throw EngineFaults.approvalNotNeeded(request.resource()).exception();
        }
        var signature = new ApprovalRequest(
                Beginning.subject(request.resource()), hash, act, people, ApprovalRequest.DEFAULT_LAPSE);
        return transactions.run(dsl -> {
            new Ledger(dsl).unfinished(request.resource()).ifPresent(operation -> {
                throw EngineFaults.leaving(operation).exception();
            });
            var row = kind.table()
                    .find(dsl, request.resource().id())
                    .orElseThrow(
                            () -> new Vanished(dsl, request.resource()).fault().exception());
            return Planning.approve(dsl, Basis.read(dsl, kind, row), request, signature);
        });
    }

    @Override
    public Operation begin(TeardownRequest request) {
        try {
            var kind = kind(request.resource().kind());
            return begin(kind, spelled(kind, request));
        } catch (CoppiceException refused) {
            audited(request, refused);
            throw refused;
        }
    }

    private Operation begin(Kind kind, TeardownRequest request) {
        var underWay = transactions.run(dsl -> new Ledger(dsl).unfinished(request.resource()));
        if (underWay.isPresent()) {
            return underWay.get();
        }
        var refusal = new Planning(parts, hooks, kind, request).store();
        return transactions.run(dsl -> new Beginning(dsl, kind, request).begin(refusal));
    }

    /** Under the one spelling of the id everything about it is written and found. */
    private static TeardownRequest spelled(Kind kind, TeardownRequest request) {
        return request.about(kind.resource(request.resource().id()));
    }

    @Override
    public PassReport runOnce() throws InterruptedException {
        return passing.pass();
    }

    @Override
    public Operation advance(long operation) throws InterruptedException {
        var found = find(operation)
                .orElseThrow(() -> EngineFaults.noOperation(operation).exception());
        passing.advance(kind(found.resource().kind()), operation);
        return find(operation).orElseThrow();
    }

    private Optional<Operation> find(long operation) {
        return transactions.run(dsl -> new Ledger(dsl).find(operation));
    }

    private Kind kind(String name) {
        return Deciding.kind(parts, name);
    }

    /** What a sensor is refused stands among its decisions; only a person's act enters the trail. */
    private void audited(TeardownRequest request, CoppiceException refused) {
        if (request.cause() == Cause.ASKED && Transacting.isRefusal(refused)) {
            var resource = Optional.ofNullable(
                            parts.kinds().get(request.resource().kind()))
                    .map(kind -> spelled(kind, request).resource())
                    .orElse(request.resource());
            transactions.beside(
                    refused,
                    dsl -> new Events(dsl)
                            .audit(request.act(), "teardown.refused", resource, Json.object("code", refused.code())));
        }
    }
}
