package dev.coppice.server.internal.erasing;

import dev.coppice.prune.Subject;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ErasureApprovalDocument;
import dev.coppice.server.document.ErasurePlanDocument;
import dev.coppice.server.document.SubjectCheckDocument;
import dev.coppice.server.document.SubjectDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of subjects, and what erasing one of them would do. What is answered about a single one is an operator's: a viewer, who
 * may not read the salt of the digests, could try keys here.
 */
final class SubjectRoutes {
    private static final String PATH = "/api/v1/subjects";
    private static final String PLAN = PATH + "/{name}/plan";

    private final PruningHost host;

    SubjectRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * A subject to look at.
     *
     * @param key the values of its key, in their order
     */
    record PlanBody(@Nullable List<String> key) {}

    /**
     * A plan to sign.
     *
     * @param key the values of the subject's key, in their order
     * @param hash the plan's hash, short or full
     * @param reason why, without naming anybody
     */
    record ApprovalBody(
            @Nullable List<String> key,
            @Nullable String hash,
            @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(SubjectDocument.class)
                        .summary("Lists the declared kinds of subjects with what becomes of their rows"),
                Route.get("/api/v1/subject-check", this::check)
                        .access(Access.VIEWER)
                        .gives(SubjectCheckDocument.class)
                        .summary("Holds the map of every kind of subject against the database"),
                Route.post(PLAN, this::plan)
                        .access(Access.OPERATOR)
                        .takes(PlanBody.class)
                        .gives(ErasurePlanDocument.class)
                        .reads()
                        .summary("Shows what erasing a subject would do now"),
                Route.post(PLAN + "/approvals", this::approve)
                        .access(Access.ADMIN)
                        .takes(ApprovalBody.class)
                        .gives(ErasureApprovalDocument.class)
                        .answers(201)
                        .summary("Signs the plan that has this hash now, for one erasure within 24 hours"));
    }

    /** A key as it was sent; no message repeats it. */
    static List<String> key(@Nullable List<String> sent) {
        if (sent == null
                || sent.isEmpty()
                || !sent.stream().allMatch(part -> part != null && !part.isEmpty() && Asked.storable(part))) {
            throw RequestFaults.invalid("The \"key\" must be a list of one text or more, none of them empty or with the"
                    + " character NUL.");
        }
        return List.copyOf(sent);
    }

    private Reply list(Request request) {
        return Reply.ok(new CursorPage<>(
                host.subjects().all().stream().map(SubjectDocument::of).toList(), null));
    }

    private Reply check(Request request) {
        return Reply.ok(
                host.plans().run(() -> SubjectCheckDocument.of(host.subjects().all(), host.erasures())));
    }

    private Reply plan(Request request) {
        var subject = subject(request);
        var key = key(request.body(PlanBody.class).key());
        return Reply.ok(ErasurePlanDocument.of(
                subject.name(), host.plans().run(() -> host.erasures().plan(subject, key))));
    }

    private Reply approve(Request request) {
        var subject = subject(request);
        var body = request.body(ApprovalBody.class);
        var key = key(body.key());
        var hash = Asked.required(body.hash(), "hash");
        var act = Asked.act(request, body.reason());
        var approval = host.plans().run(() -> host.erasures().approve(subject, key, hash, act));
        return Reply.created(ErasureApprovalDocument.of(hash, approval));
    }

    private Subject subject(Request request) {
        return host.subjects().require(request.path("name"));
    }
}
