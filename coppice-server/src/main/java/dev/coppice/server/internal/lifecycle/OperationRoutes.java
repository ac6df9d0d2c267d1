package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Attempt;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.Operations;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.DeprovisionDocument;
import dev.coppice.server.document.ExplanationDocument;
import dev.coppice.server.document.OperationSummary;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.server.internal.http.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Operations: listed, shown, explained, and the ways out of each state. */
final class OperationRoutes {
    static final String PATH = "/api/v1/operations";
    private static final String ONE = PATH + "/{id}";
    private static final String WORD = "operation";

    private final LifecycleHost host;

    OperationRoutes(LifecycleHost host) {
        this.host = host;
    }

    /**
     * A step to be resolved or abandoned.
     *
     * @param step its name
     * @param reason why
     */
    record StepBody(@Nullable String step, @Nullable String reason) {}

    /**
     * A step to be resolved.
     *
     * @param step its name
     * @param reason why
     * @param unseen whether it is by the caller's word alone, since nobody can look; an admin's to say
     */
    record ResolveBody(
            @Nullable String step,
            @Nullable String reason,
            @Nullable Boolean unseen) {}

    List<Route> routes() {
        return List.of(
                read(PATH, this::list, CursorPage.class, "Lists operations, newest first")
                        .paged()
                        .asks(
                                Query.text("kind"),
                                Query.text("resource"),
                                Query.number("parent"),
                                Query.flag("unfinished"),
                                Query.flag("parked"))
                        .of(OperationSummary.class),
                read(ONE, this::show, DeprovisionDocument.class, "Shows an operation and what has come of it"),
                read(ONE + "/events", this::events, DeprovisionDocument.class, "Sends it at each change until it ends")
                        .streams(),
                read(ONE + "/explain", this::explain, ExplanationDocument.class, "Says why it has not ended"),
                read(
                                ONE + "/journal",
                                this::journal,
                                CursorPage.class,
                                "Lists the attempts of its steps, the last thousand")
                        .of(Attempt.class),
                act("retry", this::retry, ReasonBody.class, "Makes it due now, its parked steps too"),
                act("resolve", this::resolve, ResolveBody.class, "Records that a step was done by hand; looks first"),
                act("abandon", this::abandon, StepBody.class, "Records that a step is left undone for good"),
                act("cancel", this::cancel, ReasonBody.class, "Calls it off before anything is destroyed"));
    }

    private Reply list(Request request) {
        var query = new OperationQuery(
                Asked.name(request, "kind"),
                Asked.name(request, "resource"),
                request.query("parent")
                        .map(text -> OptionalLong.of(Asked.number(text, "parent")))
                        .orElse(OptionalLong.empty()),
                Asked.flag(request, "unfinished"),
                Asked.flag(request, "parked"),
                Asked.next(request).orElse(Long.MAX_VALUE),
                Asked.limit(request));
        return Reply.ok(host.find()
                .map(lifecycle -> lifecycle.operations().list(query))
                .map(page -> new CursorPage<>(
                        page.items().stream().map(OperationSummary::of).toList(),
                        page.next().orElse(null)))
                .orElse(new CursorPage<>(List.of(), null)));
    }

    private Reply show(Request request) {
        long id = Asked.identity(request, WORD);
        var lifecycle = host.require();
        var operation = lifecycle.operations().find(id).orElseThrow(() -> Asked.notFound(WORD));
        return Reply.ok(DeprovisionDocument.of(lifecycle, operation));
    }

    private Reply events(Request request) {
        long id = Asked.identity(request, WORD);
        return new Reply.Events(EventSource.of("operation " + id, () -> snapshot(id)));
    }

    private Snapshot snapshot(long id) {
        var lifecycle = host.require();
        var operation = lifecycle.operations().find(id).orElseThrow(() -> Asked.notFound(WORD));
        return Snapshot.of(
                DeprovisionDocument.of(lifecycle, operation),
                operation.finishedAt().isPresent());
    }

    private Reply explain(Request request) {
        return Reply.ok(ExplanationDocument.of(operations().explain(Asked.identity(request, WORD))));
    }

    private Reply journal(Request request) {
        List<Attempt> attempts = operations().journal(Asked.identity(request, WORD));
        return Reply.ok(new CursorPage<>(attempts, null));
    }

    private Reply retry(Request request) {
        return acted(request, Operations::retry);
    }

    private Reply cancel(Request request) {
        return acted(request, Operations::cancel);
    }

    private Reply resolve(Request request) {
        var body = request.body(ResolveBody.class);
        boolean unseen = Boolean.TRUE.equals(body.unseen());
        if (unseen) {
            Asked.requireAdmin(request);
        }
        return actedOnStep(
                request,
                new StepBody(body.step(), body.reason()),
                unseen ? Operations::resolveUnseen : Operations::resolve);
    }

    private Reply abandon(Request request) {
        return actedOnStep(request, request.body(StepBody.class), Operations::abandon);
    }

    private Reply acted(Request request, Change change) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        return changed(change.on(operations(), Asked.identity(request, WORD), act));
    }

    private Reply actedOnStep(Request request, StepBody body, StepChange change) {
        var step = Asked.required(body.step(), "step");
        var act = Asked.act(request, body.reason());
        return changed(change.on(operations(), Asked.identity(request, WORD), step, act));
    }

    private Reply changed(Operation operation) {
        return made(operation).run(() -> Reply.ok(DeprovisionDocument.of(host.require(), operation)));
    }

    private static AfterCommit made(Operation operation) {
        return new AfterCommit(
                "Operation " + operation.id() + " is changed as it was asked.",
                "GET /api/v1/operations/" + operation.id() + " shows how it stands.");
    }

    private Operations operations() {
        return host.require().operations();
    }

    @FunctionalInterface
    private interface Change {
        Operation on(Operations operations, long id, Act act);
    }

    @FunctionalInterface
    private interface StepChange {
        Operation on(Operations operations, long id, String step, Act act);
    }

    private static Route read(String path, Handler handler, Class<?> gives, String summary) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }

    private static Route act(String word, Handler handler, Class<?> takes, String summary) {
        return Route.post(ONE + "/" + word, handler)
                .access(Access.OPERATOR)
                .takes(takes)
                .gives(DeprovisionDocument.class)
                .summary(summary);
    }
}
