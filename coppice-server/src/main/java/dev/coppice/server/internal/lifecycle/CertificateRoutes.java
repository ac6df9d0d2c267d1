package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.Resurrections;
import dev.coppice.server.document.CertificateDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ResurrectionsDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.Map;

/** Certificates of teardowns, and what has come back in spite of them. */
final class CertificateRoutes {
    private static final String RESURRECTIONS = "/api/v1/resurrections";

    private final LifecycleHost host;

    CertificateRoutes(LifecycleHost host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/operations/{id}/certificate", this::ofOperation)
                        .access(Access.VIEWER)
                        .gives(CertificateDocument.class)
                        .summary("Shows the certificate of a teardown"),
                Route.get("/api/v1/certificates", this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .paged()
                        .summary("Lists all certificates, newest first"),
                Route.get(ResourceRoutes.ONE + "/certificates", this::ofResource)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .summary("Lists the certificates of a resource, newest first"),
                Route.get(RESURRECTIONS, this::resurrections)
                        .access(Access.VIEWER)
                        .gives(ResurrectionsDocument.class)
                        .summary("Lists what was torn down and is back"),
                Route.post(RESURRECTIONS + "/bury", this::bury)
                        .access(Access.OPERATOR)
                        .takes(ReasonBody.class)
                        .gives(ResurrectionsDocument.class)
                        .answers(202)
                        .summary("Begins to dispose of everything that is back, and tells what refused it"));
    }

    private Reply ofOperation(Request request) {
        Certificate found = host.require()
                .certificates()
                .ofOperation(Asked.identity(request, "certificate"))
                .orElseThrow(() -> Asked.notFound("certificate"));
        return Reply.ok(CertificateDocument.of(found));
    }

    private Reply list(Request request) {
        var before = Asked.next(request);
        var limit = Asked.limit(request);
        return Reply.ok(host.find()
                .map(lifecycle -> lifecycle.certificates().list(before, limit))
                .map(page -> new CursorPage<>(
                        page.items().stream().map(CertificateDocument::of).toList(),
                        page.next().orElse(null)))
                .orElse(new CursorPage<>(List.of(), null)));
    }

    private Reply ofResource(Request request) {
        var found = host.require().certificates().of(AskedResource.of(request));
        return Reply.ok(
                new CursorPage<>(found.stream().map(CertificateDocument::of).toList(), null));
    }

    private Reply resurrections(Request request) {
        var found = host.find().map(lifecycle -> lifecycle.certificates().resurrections());
        var looked = found.orElse(new Resurrections(List.of(), Map.of()));
        return Reply.ok(ResurrectionsDocument.of(false, new Burials(looked, List.of(), List.of())));
    }

    private Reply bury(Request request) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        var burials = host.require().certificates().buryAgain(act);
        return new Reply.Answer(202, ResurrectionsDocument.of(true, burials), Map.of());
    }
}
