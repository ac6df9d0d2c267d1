package dev.coppice.server.internal.console.pruning;

import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import gg.jte.html.HtmlTemplateOutput;
import java.util.Optional;

/**
 * What the pages of one section share.
 *
 * @param site what all pages of the console share
 * @param section the section
 */
record Pages(Frame.Site site, Section section) {
    /** Draws a page into its frame. */
    @FunctionalInterface
    interface Drawing {
        void draw(HtmlTemplateOutput out, Frame frame);
    }

    /** A page that viewers may see. */
    static Route seen(Route route, String summary) {
        return route.access(Access.VIEWER).gives(Reply.Page.class).summary(summary);
    }

    /** What operators may do, or see because stored values are on it. */
    static Route acted(Route route, String summary) {
        return route.access(Access.OPERATOR).gives(Reply.Page.class).summary(summary);
    }

    /** Which database the pages are about. */
    Place place() {
        return site.place();
    }

    Reply page(int status, Request request, String title, Drawing drawing) {
        return page(status, Frame.of(section, title, site, request, status), drawing);
    }

    /** A page that refreshes itself. */
    Reply live(int status, Request request, String title, Drawing drawing) {
        return page(status, Frame.of(section, title, site, request, status).refreshing(), drawing);
    }

    private static Reply page(int status, Frame frame, Drawing drawing) {
        return new Reply.Page(status, out -> drawing.draw((HtmlTemplateOutput) out, frame));
    }

    /** Whether who asks may act, and see stored values. */
    static boolean operates(Request request) {
        return request.principal()
                .role()
                .filter(role -> role.includes(Role.OPERATOR))
                .isPresent();
    }

    /** The policy of this name. */
    static Policy policy(PruningHost host, Optional<String> name) {
        return host.require(name.orElse(""));
    }

    /** A field of the form or a parameter of the query, where something stands in it. */
    static Optional<String> typed(Optional<String> text) {
        return text.map(String::strip).filter(typed -> !typed.isEmpty());
    }

    /** The number in the path of a request. */
    static long number(Request request, String name) {
        var text = request.path(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw missing();
        }
        return Long.parseLong(text);
    }

    static RuntimeException missing() {
        return Fault.of("campaign.not-found", Fault.Kind.NOT_FOUND)
                .refused("The page was not shown.")
                .found("There is no campaign of that number, or it keeps no archive.")
                .changed("Nothing was changed.")
                .next("The pages of all campaigns and of all archives list those there are.")
                .exception();
    }
}
