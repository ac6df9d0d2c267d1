package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.lifecycle.JteplanGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.function.BiFunction;

/** The plan of a teardown: seen, signed, begun. */
final class PlanPages {
    private final Ground ground;
    private final PlanReader plan;

    PlanPages(Ground ground) {
        this.ground = ground;
        this.plan = new PlanReader(ground);
    }

    List<Route> routes() {
        return List.of(
                Route.get(Links.PLAN, this::show)
                        .access(Access.VIEWER)
                        .gives(Reply.Page.class)
                        .summary("Shows what a teardown would do"),
                Route.post(Links.PLAN, request -> acted(this::begin, request))
                        .access(Access.OPERATOR)
                        .gives(Reply.Page.class)
                        .summary("Begins a teardown under the plan that was shown"),
                Route.post(Links.RESOURCES + "/approve", request -> acted(this::approve, request))
                        .access(Access.ADMIN)
                        .gives(Reply.Page.class)
                        .summary("Signs the plan of a teardown"));
    }

    private Reply show(Request request) {
        var wanted = new PlanReader.Wanted(
                Ground.resource(request),
                Asked.flag(request, PlanReader.WITHOUT_BACKUP),
                Asked.flag(request, PlanReader.BEYOND_LIMITS));
        return Flash.shown(request, page(wanted), notice -> show(200, request, wanted, notice));
    }

    private Reply show(int status, Request request, PlanReader.Wanted wanted, Notice notice) {
        var view = plan.read(wanted, request.principal().name(), notice);
        var title = "Teardown of " + view.head().resource();
        var frame = Frame.of(Section.RESOURCES, title, ground.site(), request, status);
        return new Reply.Page(status, out -> JteplanGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply acted(BiFunction<Submitted, PlanReader.Wanted, Done> acting, Request request) {
        var form = new Submitted(request);
        var wanted = new PlanReader.Wanted(
                Ground.resource(form), form.ticked(PlanReader.WITHOUT_BACKUP), form.ticked(PlanReader.BEYOND_LIMITS));
        return form.acting(
                ground.site().place(),
                () -> acting.apply(form, wanted),
                (status, notice) -> show(status, request, wanted, notice));
    }

    private Done begin(Submitted form, PlanReader.Wanted wanted) {
        if (wanted.withoutBackup() || wanted.beyondLimits()) {
            Asked.requireAdmin(form.request());
        }
        form.requireTyped(wanted.resource().id());
        var asked = wanted.by(form.act()).planned(form.required("plan"));
        return new Done(
                Links.teardown(ground.lifecycle().teardowns().begin(asked).id()), "The teardown has begun.");
    }

    private Done approve(Submitted form, PlanReader.Wanted wanted) {
        var act = form.act();
        ground.lifecycle().teardowns().approve(wanted.by(act), form.required("plan"), act);
        return new Done(page(wanted), "You have signed the plan.");
    }

    private static Address page(PlanReader.Wanted wanted) {
        return Links.plan(wanted.resource())
                .with(PlanReader.WITHOUT_BACKUP, Boolean.toString(wanted.withoutBackup()))
                .with(PlanReader.BEYOND_LIMITS, Boolean.toString(wanted.beyondLimits()));
    }
}
