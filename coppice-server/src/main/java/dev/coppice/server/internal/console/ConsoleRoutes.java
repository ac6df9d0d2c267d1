package dev.coppice.server.internal.console;

import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.access.Secret;
import dev.coppice.server.internal.console.pages.JteconfirmGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.SessionCookie;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;

/** The way into the console and out of it. */
public final class ConsoleRoutes {
    private final Frame.Site site;
    private final Gatekeeper gatekeeper;

    /** Pages of {@code site}. */
    public ConsoleRoutes(Frame.Site site, Gatekeeper gatekeeper) {
        this.site = site;
        this.gatekeeper = gatekeeper;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                page(
                        Route.get("/login/{link}", this::confirm),
                        Access.ANONYMOUS,
                        "Asks before a login link is used up"),
                page(Route.post("/login/{link}", this::useLink), Access.ANONYMOUS, "Uses a login link up"),
                page(Route.post("/login", this::useToken), Access.ANONYMOUS, "Opens a session for an API token"),
                page(Route.post("/logout", this::logout), Access.VIEWER, "Ends the session"));
    }

    private static Route page(Route route, Access access, String summary) {
        return route.access(access).gives(Reply.Page.class).summary(summary);
    }

    /** A GET uses nothing up: mail and chat programs fetch links to preview them. */
    private Reply confirm(Request request) {
        var frame = Frame.bare("Log in", site);
        var action = "/login/" + request.path("link");
        return Reply.page(out -> JteconfirmGenerated.render((HtmlTemplateOutput) out, null, frame, action));
    }

    private Reply useLink(Request request) {
        return entered(gatekeeper.openByLink(new Secret(request.path("link")), request.address()));
    }

    private Reply useToken(Request request) {
        var token = request.form("token")
                .map(String::strip)
                .orElseThrow(() -> RequestFaults.invalid("The form has no field \"token\"."));
        return entered(gatekeeper.openByToken(new Secret(token), request.address()));
    }

    private Reply logout(Request request) {
        if (request.principal() instanceof Principal.Person person) {
            gatekeeper.end(person);
        }
        return new Reply.SeeOther("/", SessionCookie.clear());
    }

    private static Reply entered(Secret session) {
        return new Reply.SeeOther("/", SessionCookie.set(session));
    }
}
