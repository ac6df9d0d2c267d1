package dev.coppice.server.internal.console.erasing;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Subject;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.erasing.JteerasureGenerated;
import dev.coppice.server.internal.console.pages.erasing.JteerasuresGenerated;
import dev.coppice.server.internal.console.pages.erasing.JteplanGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The pages of erasures: all, one, and the plan of one that may begin. */
public final class ErasurePages {
    static final String ALL = "/erasures";
    static final String PLAN = ALL + "/plan";
    static final String BEGIN = ALL + "/begin";
    static final String APPROVE = ALL + "/approve";

    private static final String ONE = ALL + "/{id}";
    private static final String WORD = "erasure";

    private final Frame.Site site;
    private final PruningHost host;
    private final ErasureReader reader;
    private final PlanReader plans;

    /** Pages of {@code site} about the subjects of {@code host}. */
    public ErasurePages(Frame.Site site, PruningHost host) {
        this.site = site;
        this.host = host;
        this.reader = new ErasureReader(host);
        this.plans = new PlanReader(host);
    }

    /** The address of the page of one. */
    static Address address(long erasure) {
        return new Address(ALL + "/" + erasure);
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                page(Route.get(ALL, this::all), Access.VIEWER, "Lists erasures, newest first"),
                page(Route.get(ONE, this::one), Access.VIEWER, "Shows an erasure, and what was kept and why"),
                Route.get(ONE + "/receipt", this::receipt)
                        .access(Access.VIEWER)
                        .gives(Reply.Raw.class)
                        .summary("Sends the receipt of an erasure as a file"),
                // The page that answers has the key on it and is kept nowhere.
                page(Route.post(PLAN, this::plan), Access.OPERATOR, "Draws what erasing a subject would do now")
                        .reads(),
                page(Route.post(BEGIN, this::begin), Access.OPERATOR, "Erases the subject of a plan"),
                page(Route.post(APPROVE, this::approve), Access.ADMIN, "Signs the plan of an erasure"));
    }

    private static Route page(Route route, Access access, String summary) {
        return route.access(access).gives(Reply.Page.class).summary(summary);
    }

    private Reply all(Request request) {
        return Flash.shown(request, new Address(ALL), notice -> all(200, request, notice));
    }

    private Reply all(int status, Request request, Notice notice) {
        var view = reader.all(request, notice);
        return drawn(status, request, "Erasures", (out, frame) -> JteerasuresGenerated.render(out, null, frame, view));
    }

    private Reply one(Request request) {
        long id = Asked.identity(request, WORD);
        return Flash.shown(request, address(id), notice -> {
            var view = reader.one(id, notice).orElseThrow(() -> Asked.notFound(WORD));
            return drawn(
                    200, request, "Erasure " + id, (out, frame) -> JteerasureGenerated.render(out, null, frame, view));
        });
    }

    private Reply receipt(Request request) {
        long id = Asked.identity(request, WORD);
        var receipt = host.erasures().receipt(id).orElseThrow(() -> Asked.notFound("receipt"));
        return new Reply.Raw(
                200,
                "text/plain; charset=utf-8",
                receipt.document(),
                Map.of("Content-Disposition", "attachment; filename=\"receipt-" + id + ".txt\""));
    }

    private Reply plan(Request request) {
        try {
            return plan(200, request, Notice.NONE);
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return all(Statuses.of(refusal.fault()), request, Notice.of(site.place(), refusal));
        }
    }

    private Reply plan(int status, Request request, Notice notice) {
        var form = new Submitted(request);
        var view = plans.read(subject(form), key(form), text(form), notice);
        return drawn(
                status, request, "Plan of an erasure", (out, frame) -> JteplanGenerated.render(out, null, frame, view));
    }

    private Reply begin(Request request) {
        var form = new Submitted(request);
        return form.acting(
                site.place(),
                () -> {
                    var subject = subject(form);
                    var key = key(form);
                    form.requireTyped(PlanReader.typed(key));
                    var options = CampaignOptions.by(form.act()).ofPlan(form.required("hash"));
                    var erasure = host.prunes().run(() -> new Handover(host).erase(request, subject, key, options));
                    return new Done(address(erasure.id()), "It is begun; the servers do it.");
                },
                (status, notice) -> plan(status, request, notice));
    }

    private Reply approve(Request request) {
        var form = new Submitted(request);
        return form.acting(
                site.place(),
                () -> {
                    var subject = subject(form);
                    var key = key(form);
                    var act = form.act();
                    var hash = form.required("hash");
                    host.plans().run(() -> host.erasures().approve(subject, key, hash, act));
                    return new Done(new Address(ALL), "The plan is signed.");
                },
                (status, notice) -> plan(status, request, notice));
    }

    private Subject subject(Submitted form) {
        return host.subjects().require(form.required("subject"));
    }

    private static String text(Submitted form) {
        return form.request().form("key").orElse("");
    }

    /** A longer key has a value on each line, with whatever blanks belong to it. */
    private static List<String> key(Submitted form) {
        var key = text(form).lines().toList();
        if (key.isEmpty() || !key.stream().allMatch(part -> !part.isEmpty() && Asked.storable(part))) {
            throw RequestFaults.invalid(
                    "The key is empty or has an empty line, or a character that no text in PostgreSQL can have.");
        }
        return key;
    }

    private Reply drawn(int status, Request request, String title, BiConsumer<HtmlTemplateOutput, Frame> drawing) {
        var frame = Frame.of(Section.ERASURES, title, site, request, status);
        return new Reply.Page(status, out -> drawing.accept((HtmlTemplateOutput) out, frame));
    }
}
