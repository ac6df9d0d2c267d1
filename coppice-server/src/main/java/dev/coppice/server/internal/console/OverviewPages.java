package dev.coppice.server.internal.console;

import dev.coppice.server.internal.console.pages.JtenumbersGenerated;
import dev.coppice.server.internal.console.pages.JteoverviewGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;

/** The first page about a database. */
public final class OverviewPages {
    private final Frame.Site site;
    private final OverviewReader overview;

    /** Pages of {@code site}. */
    public OverviewPages(Frame.Site site, OverviewReader overview) {
        this.site = site;
        this.overview = overview;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                page(Route.get("/", this::overview), "Resources and policies in numbers"),
                page(Route.get("/overview/numbers", this::numbers), "The overview's numbers anew")
                        .polled());
    }

    private static Route page(Route route, String summary) {
        return route.access(Access.VIEWER).gives(Reply.Page.class).summary(summary);
    }

    private Reply overview(Request request) {
        var read = overview.read();
        var frame = Frame.of(Section.OVERVIEW, "Overview", site, request).refreshing();
        return Reply.page(out -> JteoverviewGenerated.render((HtmlTemplateOutput) out, null, frame, read));
    }

    private Reply numbers(Request request) {
        var read = overview.read();
        return Reply.page(out -> JtenumbersGenerated.render((HtmlTemplateOutput) out, null, site.place(), read));
    }
}
