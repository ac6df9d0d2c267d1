package dev.coppice.server.internal.control;

import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.server.document.AuditEntryDocument;
import dev.coppice.server.document.AuditVerdictDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.LongCalls;
import dev.coppice.server.internal.api.Pages;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.Optional;

/** The audit trail: who did what and why, and whether anybody changed it. */
final class AuditRoutes {
    private static final String PATH = "/api/v1/audit";

    private final HomeDatabase home;
    private final HomeDatabase slow;
    private final LongCalls calls = LongCalls.ofTrails();

    /** Entries are read in {@code home}; {@code slow} may take its time. */
    AuditRoutes(HomeDatabase home, HomeDatabase slow) {
        this.home = home;
        this.slow = slow;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(AuditEntryDocument.class)
                        .paged()
                        .asks(Query.text("by"), Query.text("action"), Query.text("on"), Query.text("since"))
                        .summary("Lists entries, newest first"),
                Route.get(PATH + "/verify", this::verify)
                        .access(Access.VIEWER)
                        .gives(AuditVerdictDocument.class)
                        .summary("Recomputes the whole trail and names the first entry that does not fit"));
    }

    private Reply list(Request request) {
        var query = query(request);
        return Reply.ok(Pages.of(home.transaction(db -> AuditTrail.in(db).list(query)), AuditEntryDocument::of));
    }

    private Reply verify(Request request) {
        return Reply.ok(AuditVerdictDocument.of(
                calls.run(() -> slow.transaction(db -> AuditTrail.in(db).verify()))));
    }

    private static AuditQuery query(Request request) {
        return new AuditQuery(
                word(request, "by"),
                word(request, "action"),
                word(request, "on"),
                request.query("since").map(text -> Asked.instant(text, "since")),
                Asked.next(request),
                Asked.limit(request));
    }

    private static Optional<String> word(Request request, String parameter) {
        var word = request.query(parameter);
        if (word.filter(text -> !Asked.storable(text)).isPresent()) {
            throw RequestFaults.invalid("The " + parameter + " must not have the character NUL.");
        }
        return word;
    }
}
