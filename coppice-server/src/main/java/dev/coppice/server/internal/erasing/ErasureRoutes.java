package dev.coppice.server.internal.erasing;

import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureReceipt;
import dev.coppice.prune.Erasures;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ErasureDocument;
import dev.coppice.server.document.ErasureReceiptDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.Pages;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Subjects and their erasures over HTTP. */
public final class ErasureRoutes {
    private static final String PATH = "/api/v1/erasures";
    private static final String ONE = PATH + "/{id}";
    private static final String WORD = "erasure";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final PruningHost host;

    /** Routes on the subjects of {@code host}. */
    public ErasureRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * A subject to erase.
     *
     * @param subject its kind, by name or table
     * @param key the values of its key, in their order
     * @param reason why, without naming anybody
     * @param approve the hash of the plan that is meant; where the map wants one approval, this is it
     */
    record ErasureBody(
            @Nullable String subject,
            @Nullable List<String> key,
            @Nullable String reason,
            @Nullable String approve) {}

    /**
     * A subject that may have been erased.
     *
     * @param subject its kind, by name or table
     * @param key the values of its key, in their order
     */
    record SoughtBody(@Nullable String subject, @Nullable List<String> key) {}

    /** The routes. */
    public List<Route> routes() {
        return Stream.concat(new SubjectRoutes(host).routes().stream(), own().stream())
                .toList();
    }

    private List<Route> own() {
        return List.of(
                read(PATH, this::list, CursorPage.class, "Lists erasures, newest first")
                        .of(ErasureDocument.class)
                        .paged(),
                Route.post(PATH, this::erase)
                        .access(Access.OPERATOR)
                        .takes(ErasureBody.class)
                        .gives(ErasureDocument.class)
                        .answers(202)
                        .summary(
                                "Has the servers erase a subject: 202 with the erasure, or with the unfinished one of it"),
                Route.post(PATH + "/find", this::find)
                        .access(Access.OPERATOR)
                        .takes(SoughtBody.class)
                        .gives(CursorPage.class)
                        .of(ErasureDocument.class)
                        .reads()
                        .summary("Lists the last erasure of a subject, if there is one"),
                read(ONE, this::show, ErasureDocument.class, "Shows an erasure"),
                read(ONE + "/receipt", this::receipt, ErasureReceiptDocument.class, "Shows what proves an erasure"),
                read(ONE + "/receipt/document", this::document, Reply.Raw.class, "Gives the receipt as it was signed"));
    }

    private Reply list(Request request) {
        var before = Asked.next(request).orElse(Long.MAX_VALUE);
        return Reply.ok(Pages.of(erasures().list(before, Asked.limit(request)), ErasureDocument::of));
    }

    private Reply erase(Request request) {
        var body = request.body(ErasureBody.class);
        var subject = host.subjects().require(Asked.required(body.subject(), "subject"));
        var key = SubjectRoutes.key(body.key());
        var asked = CampaignOptions.by(Asked.act(request, body.reason()));
        var options = Optional.ofNullable(body.approve()).map(asked::ofPlan).orElse(asked);
        var erasure = host.prunes().run(() -> new Handover(host).erase(request, subject, key, options));
        return Reply.accepted(ErasureDocument.of(erasure), PATH + "/" + erasure.id());
    }

    private Reply find(Request request) {
        var body = request.body(SoughtBody.class);
        var subject = host.subjects().require(Asked.required(body.subject(), "subject"));
        var key = SubjectRoutes.key(body.key());
        var found = host.plans().run(() -> erasures().find(subject, key));
        return Reply.ok(new CursorPage<>(found.map(ErasureDocument::of).stream().toList(), null));
    }

    private Reply show(Request request) {
        Erasure found = erasures().find(Asked.identity(request, WORD)).orElseThrow(() -> Asked.notFound(WORD));
        return Reply.ok(ErasureDocument.of(found));
    }

    private Reply receipt(Request request) {
        return Reply.ok(ErasureReceiptDocument.of(Asked.identity(request, WORD), proof(request)));
    }

    private Reply document(Request request) {
        return new Reply.Raw(200, TEXT, proof(request).document(), Map.of());
    }

    private ErasureReceipt proof(Request request) {
        return erasures().receipt(Asked.identity(request, WORD)).orElseThrow(() -> Asked.notFound("receipt"));
    }

    private Erasures erasures() {
        return host.erasures();
    }

    private static Route read(String path, Handler handler, Class<?> gives, String summary) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }
}
