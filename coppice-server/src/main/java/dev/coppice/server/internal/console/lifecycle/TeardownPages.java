package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.CertificateCheck;
import dev.coppice.lifecycle.Operations;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.lifecycle.JteteardownGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JteteardownsGenerated;
import dev.coppice.server.internal.console.pages.part.JteactsGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.EventSource;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** All teardowns, the page of each, and the ways out. */
final class TeardownPages {
    private static final String ONE = Links.TEARDOWNS + "/{id}";
    private static final String WORD = "operation";
    private static final Map<String, String> DONE = Map.of(
            "retry", "It is due now.",
            "resolve", "It is recorded that the step was done by hand.",
            "abandon", "It is recorded that the step stays undone.",
            "cancel", "It is called off.");

    private final Ground ground;
    private final TeardownReader reader;

    TeardownPages(Ground ground) {
        this.ground = ground;
        this.reader = new TeardownReader(ground);
    }

    List<Route> routes() {
        return List.of(
                read(Route.get(Links.TEARDOWNS, this::all), "Lists teardowns, those that have not ended first"),
                read(Route.get(ONE, this::one), "Shows how a teardown goes on, and why it has not ended"),
                Route.get(ONE + "/live", this::live)
                        .access(Access.VIEWER)
                        .gives(Reply.Page.class)
                        .summary("How a teardown goes on, as server-sent events")
                        .polled(),
                read(Route.get(ONE + "/acts", this::acts), "The ways out of a teardown as it stands")
                        .polled(),
                Route.get(ONE + "/certificate", this::certificate)
                        .access(Access.VIEWER)
                        .gives(Reply.Raw.class)
                        .summary("Sends the certificate of a teardown as a file"),
                act("retry", (form, id, act) -> operations().retry(id, act), "Makes a teardown due now"),
                act("resolve", this::resolve, "Records that a step was done by hand"),
                act("abandon", this::abandon, "Records that a step is left undone"),
                act("cancel", (form, id, act) -> operations().cancel(id, act), "Calls a teardown off"));
    }

    /** What a form does to an operation. */
    @FunctionalInterface
    private interface Change {
        void make(Submitted form, long operation, Act act);
    }

    private static Route read(Route route, String summary) {
        return route.access(Access.VIEWER).gives(Reply.Page.class).summary(summary);
    }

    private Route act(String word, Change change, String summary) {
        return Route.post(ONE + "/" + word, request -> acted(word, change, request))
                .access(Access.OPERATOR)
                .gives(Reply.Page.class)
                .summary(summary);
    }

    private Reply all(Request request) {
        var before = Ground.word(request, "next")
                .map(text -> OptionalLong.of(Asked.number(text, "next")))
                .orElse(OptionalLong.empty());
        var view = reader.all(before);
        var frame = Frame.of(Section.TEARDOWNS, "Teardowns", ground.site(), request);
        return Reply.page(out -> JteteardownsGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply one(Request request) {
        long id = Asked.identity(request, WORD);
        return request.query("verify").isPresent()
                ? one(200, request, id, verified(id))
                : Flash.shown(request, Links.teardown(id), notice -> one(200, request, id, notice));
    }

    private Reply one(int status, Request request, long id, Notice notice) {
        var view = reader.one(id, notice);
        var frame = Frame.of(Section.TEARDOWNS, "Teardown " + id, ground.site(), request, status)
                .refreshing();
        return new Reply.Page(status, out -> JteteardownGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Notice verified(long id) {
        return ground.lifecycle()
                .certificates()
                .check(id)
                .map(TeardownPages::verdict)
                .orElse(Notice.trouble("It has no certificate, or this server has no key to check it with."));
    }

    private static Notice verdict(CertificateCheck check) {
        if (!check.genuine()) {
            return Notice.trouble("The certificate is not genuine: " + String.join(" ", check.problems()));
        }
        return check.revoked()
                ? Notice.trouble("The certificate is genuine, and revoked: something has come back.")
                : Notice.done("The certificate is genuine: every digest and signature is right.");
    }

    private Reply live(Request request) {
        long id = Asked.identity(request, WORD);
        operations().explain(id);
        return new Reply.Events(EventSource.of("console/teardown/" + id, () -> reader.snapshot(id)));
    }

    private Reply acts(Request request) {
        var acts = WaysOut.of(operations().explain(Asked.identity(request, WORD)));
        var frame = Frame.of(Section.TEARDOWNS, "Teardown", ground.site(), request);
        return Reply.page(out -> JteactsGenerated.render((HtmlTemplateOutput) out, null, frame, "Ways out", acts));
    }

    private Reply certificate(Request request) {
        var found = ground.lifecycle()
                .certificates()
                .ofOperation(Asked.identity(request, WORD))
                .orElseThrow(() -> Asked.notFound("certificate"));
        var name = "attachment; filename=\"coppice-certificate-" + found.id() + ".json\"";
        return new Reply.Raw(200, "application/json", found.document(), Map.of("Content-Disposition", name));
    }

    private Reply acted(String word, Change change, Request request) {
        var form = new Submitted(request);
        long id = Asked.identity(request, WORD);
        return form.acting(
                ground.site().place(),
                () -> {
                    change.make(form, id, form.act());
                    return new Done(Links.teardown(id), DONE.getOrDefault(word, ""));
                },
                (status, notice) -> one(status, request, id, notice));
    }

    private void resolve(Submitted form, long id, Act act) {
        if (form.ticked("unseen")) {
            Asked.requireAdmin(form.request());
            operations().resolveUnseen(id, form.required("step"), act);
        } else {
            operations().resolve(id, form.required("step"), act);
        }
    }

    private void abandon(Submitted form, long id, Act act) {
        form.requireTyped(form.required("step"));
        operations().abandon(id, form.required("step"), act);
    }

    private Operations operations() {
        return ground.lifecycle().operations();
    }
}
