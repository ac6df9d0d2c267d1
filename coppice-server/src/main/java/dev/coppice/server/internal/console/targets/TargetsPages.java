package dev.coppice.server.internal.console.targets;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.brakes.Freezing;
import dev.coppice.server.internal.console.pages.targets.JtetargetsGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.targets.TargetFaults;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.function.BiFunction;

/** The page of all databases of a server, and what its forms do. */
public final class TargetsPages {
    static final String FREEZE = "/targets/freeze";
    static final String UNFREEZE = "/targets/unfreeze";
    private static final int UNAVAILABLE = 503;
    private static final Address PAGE = new Address("/targets");

    private final Frame.Site site;
    private final List<Reached> databases;
    private final TargetsReader reader;

    /** Pages of {@code site} about these databases. */
    public TargetsPages(Frame.Site site, List<Reached> databases) {
        this.site = site.on(site.place().ofAll());
        this.databases = List.copyOf(databases);
        this.reader = new TargetsReader(databases);
    }

    /** Where the form goes that freezes one database. */
    static String freeze(String target) {
        return PAGE.text() + "/" + target + "/freeze";
    }

    /** Where the form goes that unfreezes one database. */
    static String unfreeze(String target) {
        return PAGE.text() + "/" + target + "/unfreeze";
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                page(Route.get(PAGE.text(), this::show), Access.VIEWER, "Shows all databases at a glance"),
                one(
                        freeze("{target}"),
                        Access.OPERATOR,
                        Freezing::freeze,
                        "Stops everything that deletes in one database"),
                one(unfreeze("{target}"), Access.ADMIN, Freezing::unfreeze, "Lets deleting go on in one database"),
                all(
                        FREEZE,
                        Access.OPERATOR,
                        Freezing::freeze,
                        "frozen",
                        "Stops everything that deletes in all databases"),
                all(UNFREEZE, Access.ADMIN, Freezing::unfreeze, "unfrozen", "Lets deleting go on in all databases"));
    }

    private static Route page(Route route, Access access, String summary) {
        return route.access(access).gives(Reply.Page.class).summary(summary);
    }

    private Route one(String path, Access access, BiFunction<Freezing, Act, String> act, String summary) {
        return page(Route.post(path, request -> one(request, act)), access, summary);
    }

    private Route all(String path, Access access, BiFunction<Freezing, Act, String> act, String word, String summary) {
        return page(Route.post(path, request -> all(request, act, word)), access, summary);
    }

    private Reply show(Request request) {
        return Flash.shown(request, PAGE, notice -> page(200, request, notice));
    }

    private Reply page(int status, Request request, Notice notice) {
        var view = reader.read(notice);
        var frame = Frame.of(Section.TARGETS, "Databases", site, request, status);
        return new Reply.Page(status, out -> JtetargetsGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply one(Request request, BiFunction<Freezing, Act, String> act) {
        var meant = meant(request.path("target"));
        var form = new Submitted(request);
        return form.acting(
                site.place(),
                () -> new Done(PAGE, TargetFaults.telling(meant.name(), () -> act.apply(meant.freezing(), form.act()))),
                (status, notice) -> page(status, request, notice));
    }

    private Reached meant(String target) {
        return databases.stream()
                .filter(each -> each.name().equals(target))
                .findFirst()
                .orElseThrow(() -> Asked.notFound("target"));
    }

    /**
     * What one of them refuses does not hide what the others have done. That page is no answer to keep: the same form, sent again,
     * tries again, and does no harm where it is done.
     */
    private Reply all(Request request, BiFunction<Freezing, Act, String> act, String word) {
        AllTold told;
        try {
            var reason = new Submitted(request).act();
            told = AllTold.of(
                    word,
                    databases.stream().map(Reached::ground).toList(),
                    ground -> act.apply(meant(ground.target()).freezing(), reason));
            told.requireSome();
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return page(Statuses.of(refusal.fault()), request, Notice.of(site.place(), refusal));
        }
        var says = told.says();
        return told.complete()
                ? Flash.after(request, new Done(PAGE, says))
                : new AfterCommit(says, "Look at the page of the databases.")
                        .run(() -> page(UNAVAILABLE, request, Notice.trouble(says)));
    }
}
