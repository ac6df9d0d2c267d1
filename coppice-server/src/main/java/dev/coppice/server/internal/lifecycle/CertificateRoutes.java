package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.server.CertificateDocument;
import dev.coppice.server.CursorPage;
import dev.coppice.server.OperationSummary;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Certificates of teardowns, and what has come back in spite of them. */
final class CertificateRoutes {
    private static final String RESURRECTIONS = "/api/v1/resurrections";

    private final LifecycleHost host;

    CertificateRoutes(LifecycleHost host) {
        this.host = host;
    }

    /**
     * A resource that was torn down and is back.
     *
     * @param kind its kind
     * @param resource its id
     * @param buriedAt when it was torn down
     * @param found what of it is there
     * @param unseen stores that could not be looked at, and why
     */
    record ResurrectionDocument(
            String kind, String resource, Instant buriedAt, List<String> found, List<String> unseen) {
        static ResurrectionDocument of(Resurrection back) {
            return new ResurrectionDocument(
                    back.resource().kind(), back.resource().id(), back.buriedAt(), back.found(), back.unseen());
        }
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/operations/{id}/certificate", this::ofOperation)
                        .access(Access.VIEWER)
                        .gives(CertificateDocument.class)
                        .summary("Shows the certificate of a teardown"),
                Route.get(ResourceRoutes.ONE + "/certificates", this::ofResource)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .summary("Lists the certificates of a resource, newest first"),
                Route.get(RESURRECTIONS, this::resurrections)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .summary("Lists what was torn down and is back"),
                Route.post(RESURRECTIONS + "/bury", this::bury)
                        .access(Access.OPERATOR)
                        .takes(ReasonBody.class)
                        .gives(CursorPage.class)
                        .summary("Begins to dispose of everything that is back"));
    }

    private Reply ofOperation(Request request) {
        Certificate found = host.require()
                .certificates()
                .ofOperation(Asked.identity(request, "certificate"))
                .orElseThrow(() -> Asked.notFound("certificate"));
        return Reply.ok(CertificateDocument.of(found));
    }

    private Reply ofResource(Request request) {
        var found = host.require().certificates().of(Asked.resource(request));
        return Reply.ok(
                new CursorPage<>(found.stream().map(CertificateDocument::of).toList(), null));
    }

    private Reply resurrections(Request request) {
        var found = host.find().map(Lifecycle::certificates).map(certificates -> certificates.resurrections());
        return Reply.ok(new CursorPage<>(
                found.orElse(List.of()).stream().map(ResurrectionDocument::of).toList(), null));
    }

    private Reply bury(Request request) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        List<Operation> begun = host.require().certificates().buryAgain(act);
        return new Reply.Answer(
                202, new CursorPage<>(begun.stream().map(OperationSummary::of).toList(), null), Map.of());
    }
}
