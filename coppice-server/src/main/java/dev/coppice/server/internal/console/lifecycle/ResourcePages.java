package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.ResourceReport;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.lifecycle.JtelookGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JtelookedGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JteresourceGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JteresourcesGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.settings.Reason;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The board of resources, and the page of each. */
final class ResourcePages {
    private static final Map<String, String> DONE = Map.of(
            "suspend", "It is suspended, with all that belong to it.",
            "reactivate", "It is active again.",
            "backup", "It is backed up, and the backup was read back.",
            "hold", "It is held.",
            "release", "The hold is released.");

    private final Ground ground;
    private final BoardReader board;
    private final ResourceReader resource;

    ResourcePages(Ground ground) {
        this.ground = ground;
        this.board = new BoardReader(ground);
        this.resource = new ResourceReader(ground);
    }

    List<Route> routes() {
        return List.of(
                read(Route.get(Links.RESOURCES, this::all), "Lists resources by state with their deadlines"),
                read(Route.get(Links.RESOURCE, this::one), "Shows a resource and what may be done to it"),
                read(Route.get(Links.LOOK, this::look), "Looks into the stores of a resource"),
                act("suspend", this::suspend, "Suspends a resource"),
                act("reactivate", this::reactivate, "Makes a suspended resource active again"),
                act("backup", this::backup, "Backs a resource up"),
                act("hold", this::hold, "Holds a resource"),
                act("release", this::release, "Releases a hold").access(Access.ADMIN));
    }

    private static Route read(Route route, String summary) {
        return route.access(Access.VIEWER).gives(Reply.Page.class).summary(summary);
    }

    private Route act(String word, Consumer<Submitted> acting, String summary) {
        return Route.post(Links.RESOURCES + "/" + word, request -> acted(word, acting, request))
                .access(Access.OPERATOR)
                .gives(Reply.Page.class)
                .summary(summary);
    }

    private Reply all(Request request) {
        var view = board.read(request);
        var frame = Frame.of(Section.RESOURCES, "Resources", ground.site(), request);
        return Reply.page(out -> JteresourcesGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply one(Request request) {
        var id = Ground.resource(request);
        return Flash.shown(request, Links.resource(id), notice -> one(200, request, id, notice));
    }

    private Reply one(int status, Request request, ResourceId id, Notice notice) {
        var view = resource.read(id, notice);
        var frame = Frame.of(Section.RESOURCES, view.head().id(), ground.site(), request, status)
                .refreshing();
        return new Reply.Page(status, out -> JteresourceGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    /** The looks alone for a script that puts them into the page; else a page of their own. */
    private Reply look(Request request) {
        var id = Ground.resource(request);
        var asked = TeardownRequest.of(id, Act.of(request.principal().name(), "looked at it"));
        var teardowns = ground.lifecycle().teardowns();
        var report = ResourceReport.of(ground.host().looks().run(() -> teardowns.look(asked, ResourceReport.LOOKS)));
        var view = LookView.of(report);
        if (request.header("HX-Request").isPresent()) {
            return Reply.page(out -> JtelookedGenerated.render((HtmlTemplateOutput) out, null, view));
        }
        var frame = Frame.of(Section.RESOURCES, "What " + id.id() + " uses", ground.site(), request);
        return Reply.page(out -> JtelookGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply acted(String word, Consumer<Submitted> acting, Request request) {
        var form = new Submitted(request);
        var id = Ground.resource(form);
        return form.acting(
                ground.site().place(),
                () -> {
                    acting.accept(form);
                    return new Done(Links.resource(id), DONE.getOrDefault(word, ""));
                },
                (status, notice) -> one(status, request, id, notice));
    }

    private void suspend(Submitted form) {
        ground.lifecycle().resources().suspend(Ground.resource(form), form.act());
    }

    private void reactivate(Submitted form) {
        ground.lifecycle().resources().reactivate(Ground.resource(form), form.act());
    }

    private void backup(Submitted form) {
        var act = form.act();
        var backups = ground.lifecycle().backups();
        ground.host().backupCalls().run(() -> backups.create(Ground.resource(form), act));
    }

    private void hold(Submitted form) {
        var id = ground.lifecycle().resources().spelled(Ground.resource(form));
        var wanted = HoldRequest.on(
                HoldTarget.resource(id.kind(), id.id()),
                Reason.required(form.required("origin"), "origin"),
                form.act());
        var hold = form.endOfDay("until").map(wanted::until).orElse(wanted);
        ground.guards().change(db -> Holds.in(db).place(hold));
    }

    private void release(Submitted form) {
        long hold = Asked.number(form.required("hold"), "hold");
        var act = form.act();
        ground.guards().change(db -> Holds.in(db).release(hold, act));
    }
}
