package dev.coppice.server.internal.console.brakes;

import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.brakes.JtebrakesGenerated;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.settings.Reason;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.function.Function;

/** The page of what stops things from being deleted, and what its forms do. */
public final class BrakePages {
    static final String ALL = "/brakes";
    static final String FREEZE = ALL + "/freeze";
    static final String UNFREEZE = ALL + "/unfreeze";
    static final String HOLD_ROWS = ALL + "/hold-rows";
    static final String HOLD_RESOURCE = ALL + "/hold-resource";
    static final String RELEASE = ALL + "/release";

    private final Frame.Site site;
    private final LifecycleHost host;
    private final Guards guards;
    private final BrakesReader reader;
    private final Freezing freezing;

    /** Pages of {@code site}; the brakes lie in {@code home}, {@code host} knows the resources, {@code guards} changes the brakes. */
    public BrakePages(Frame.Site site, HomeDatabase home, LifecycleHost host, Guards guards) {
        this.site = site;
        this.host = host;
        this.guards = guards;
        this.reader = new BrakesReader(site.place(), home);
        this.freezing = new Freezing(site.place(), guards);
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                page(Route.get(ALL, this::all), Access.VIEWER, "Shows freeze, holds and approvals that wait"),
                act(FREEZE, Access.OPERATOR, form -> freezing.freeze(form.act()), "Stops everything that deletes"),
                act(UNFREEZE, Access.ADMIN, form -> freezing.unfreeze(form.act()), "Lets deleting go on"),
                act(HOLD_ROWS, Access.OPERATOR, this::holdRows, "Holds a row or a whole table"),
                act(HOLD_RESOURCE, Access.OPERATOR, this::holdResource, "Holds a resource by its kind and id"),
                act(RELEASE, Access.ADMIN, this::release, "Releases a hold by its number"));
    }

    private static Route page(Route route, Access access, String summary) {
        return route.access(access).gives(Reply.Page.class).summary(summary);
    }

    /** Says what was done. */
    private Route act(String path, Access access, Function<Submitted, String> doing, String summary) {
        return page(Route.post(path, request -> acted(request, doing)), access, summary);
    }

    private Reply all(Request request) {
        return Flash.shown(request, page(), notice -> page(200, request, notice));
    }

    private Address page() {
        return site.place().at(new Address(ALL));
    }

    private Reply page(int status, Request request, Notice notice) {
        var view = reader.read(Asked.next(request), notice);
        var frame = Frame.of(Section.BRAKES, "Brakes", site, request, status);
        return new Reply.Page(status, out -> JtebrakesGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply acted(Request request, Function<Submitted, String> doing) {
        var form = new Submitted(request);
        return form.acting(
                site.place(),
                () -> new Done(page(), doing.apply(form)),
                (status, notice) -> page(status, request, notice));
    }

    private String holdRows(Submitted form) {
        return place(form, rows(form));
    }

    private String holdResource(Submitted form) {
        var named = new ResourceId(form.required("kind"), form.required("id"));
        if (!Asked.fits(named.kind()) || !Asked.fits(named.id())) {
            throw Asked.notFound("resource");
        }
        var id = host.require().resources().spelled(named);
        return place(form, HoldTarget.resource(id.kind(), id.id()));
    }

    private String place(Submitted form, HoldTarget target) {
        var wanted = HoldRequest.on(target, Reason.required(form.required("origin"), "origin"), form.act());
        var hold = form.endOfDay("until").map(wanted::until).orElse(wanted);
        var placed = guards.change(db -> Holds.in(db).place(hold));
        return "Hold " + placed.id() + " is in force.";
    }

    private static HoldTarget rows(Submitted form) {
        TableName table = Asked.table(form.required("table"));
        var key = form.text("key");
        if (form.ticked("whole-table") != key.isEmpty()) {
            throw RequestFaults.invalid("It must name either the primary key of one row, or every row of the table.");
        }
        if (!Asked.storable(key)) {
            throw RequestFaults.invalid("The key has a character that no text in PostgreSQL can have.");
        }
        return key.isEmpty()
                ? HoldTarget.table(table)
                : HoldTarget.row(table, TypedKey.values(key).toArray(String[]::new));
    }

    private String release(Submitted form) {
        long hold = Asked.number(form.required("hold"), "hold");
        var act = form.act();
        guards.change(db -> Holds.in(db).release(hold, act));
        return "Hold " + hold + " is released.";
    }
}
