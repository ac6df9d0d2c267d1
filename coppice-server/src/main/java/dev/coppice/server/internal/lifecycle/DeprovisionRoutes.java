package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.DeprovisionDocument;
import dev.coppice.server.document.TeardownApprovalDocument;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Teardowns: planned, signed, begun. */
final class DeprovisionRoutes {
    private final LifecycleHost host;

    DeprovisionRoutes(LifecycleHost host) {
        this.host = host;
    }

    /**
     * A teardown to begin.
     *
     * @param reason why
     * @param plan the hash of the plan that was seen; whatever the plan is now when left out
     * @param withoutBackup whether nothing is kept; an admin's to say
     * @param beyondLimits whether the share of its kind may be exceeded; an admin's to say
     */
    record DeprovisionBody(
            @Nullable String reason,
            @Nullable String plan,
            @Nullable Boolean withoutBackup,
            @Nullable Boolean beyondLimits) {}

    /**
     * A plan to sign.
     *
     * @param hash the hash of the plan that was seen
     * @param reason why
     * @param withoutBackup whether it keeps nothing
     */
    record ApprovalBody(
            @Nullable String hash,
            @Nullable String reason,
            @Nullable Boolean withoutBackup) {}

    List<Route> routes() {
        return List.of(
                Route.get(ResourceRoutes.ONE + "/deprovision-plan", this::plan)
                        .access(Access.VIEWER)
                        .gives(DeprovisionDocument.class)
                        .asks(Query.flag("withoutBackup"), Query.flag("beyondLimits"))
                        .summary("Shows what a teardown would do"),
                Route.post(ResourceRoutes.ONE + "/deprovision", this::begin)
                        .access(Access.OPERATOR)
                        .takes(DeprovisionBody.class)
                        .gives(DeprovisionDocument.class)
                        .answers(200, 202)
                        .summary(
                                "Begins a teardown; 202 with the operation while it runs, 200 where nothing was left to be done"),
                Route.post(ResourceRoutes.ONE + "/approvals", this::approve)
                        .access(Access.ADMIN)
                        .takes(ApprovalBody.class)
                        .gives(TeardownApprovalDocument.class)
                        .answers(201)
                        .summary("Signs the plan of a teardown"));
    }

    private Reply plan(Request request) {
        var by = Act.of(request.principal().name(), "looked at the plan");
        var asked = asked(
                TeardownRequest.of(AskedResource.of(request), by),
                Asked.flag(request, "withoutBackup"),
                Asked.flag(request, "beyondLimits"));
        var teardowns = host.require().teardowns();
        return Reply.ok(DeprovisionDocument.of(host.looks().run(() -> teardowns.plan(asked))));
    }

    private Reply begin(Request request) {
        var body = request.body(DeprovisionBody.class);
        boolean withoutBackup = Boolean.TRUE.equals(body.withoutBackup());
        boolean beyondLimits = Boolean.TRUE.equals(body.beyondLimits());
        if (withoutBackup || beyondLimits) {
            Asked.requireAdmin(request);
        }
        var asked = asked(
                TeardownRequest.of(AskedResource.of(request), Asked.act(request, body.reason())),
                withoutBackup,
                beyondLimits);
        var planned = Optional.ofNullable(body.plan()).map(asked::planned).orElse(asked);
        var lifecycle = host.require();
        var begun = lifecycle.teardowns().begin(planned);
        return stands(begun).run(() -> answer(lifecycle, settled(lifecycle, planned, begun)));
    }

    private static AfterCommit stands(Operation begun) {
        return new AfterCommit(
                "Operation " + begun.id() + " is begun, and the servers carry it on.",
                "GET /api/v1/operations/" + begun.id() + " shows how it stands.");
    }

    private static Reply answer(Lifecycle lifecycle, Operation operation) {
        var document = DeprovisionDocument.of(lifecycle, operation);
        var location = OperationRoutes.PATH + "/" + operation.id();
        return operation.state().ended()
                ? Reply.ok(document, Map.of("Location", location))
                : Reply.accepted(document, location);
    }

    /** A re-run that sees nothing left is over in a moment, and its caller is told that there was nothing to be done. */
    private static Operation settled(Lifecycle lifecycle, TeardownRequest asked, Operation begun) {
        if (!begun.residual() || sees(lifecycle.teardowns().plan(asked))) {
            return begun;
        }
        try {
            return lifecycle.teardowns().advance(begun.id());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return begun;
        }
    }

    private static boolean sees(TeardownPlan plan) {
        return plan.steps().stream()
                .anyMatch(step -> step.destroys() && !step.items().equals(Optional.of(0L)));
    }

    private Reply approve(Request request) {
        var body = request.body(ApprovalBody.class);
        var act = Asked.act(request, body.reason());
        var asked = asked(
                TeardownRequest.of(AskedResource.of(request), act), Boolean.TRUE.equals(body.withoutBackup()), false);
        var hash = Asked.required(body.hash(), "hash");
        return Reply.created(
                TeardownApprovalDocument.of(host.require().teardowns().approve(asked, hash, act)));
    }

    private static TeardownRequest asked(TeardownRequest plain, boolean withoutBackup, boolean beyondLimits) {
        var asked = withoutBackup ? plain.keepingNothing() : plain;
        return beyondLimits ? asked.exceedingTheShare() : asked;
    }
}
