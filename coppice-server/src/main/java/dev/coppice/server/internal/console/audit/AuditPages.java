package dev.coppice.server.internal.console.audit;

import dev.coppice.control.AuditEntry;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.AuditVerdict;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.pages.audit.JteauditGenerated;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import gg.jte.html.HtmlTemplateOutput;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The audit trail; for admins alone, as it tells what every scope and token was before and after. */
public final class AuditPages {
    private static final String PATH = "/audit";
    private static final int PAGE = 50;

    private final Frame.Site site;
    private final HomeDatabase home;

    /** Pages of {@code site} about the trail in {@code home}. */
    public AuditPages(Frame.Site site, HomeDatabase home) {
        this.site = site;
        this.home = home;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(Route.get(PATH, this::show)
                .access(Access.ADMIN)
                .gives(Reply.Page.class)
                .summary("Lists what was done, by whom and why, and checks the whole trail when asked to"));
    }

    private Reply show(Request request) {
        var query = query(request);
        var address = address(request);
        var verdict = request.query("verify").isPresent() ? verdict() : Notice.NONE;
        var page = home.transaction(db -> AuditTrail.in(db).list(query));
        var view = new AuditView(
                asked(request),
                page.items().stream().map(AuditPages::row).toList(),
                query.before().isPresent() ? address.text() : "",
                page.next().isPresent()
                        ? address.with("next", Long.toString(page.next().getAsLong()))
                                .text()
                        : "",
                verdict);
        var frame = Frame.of(Section.AUDIT, "Audit", site, request);
        return Reply.page(out -> JteauditGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private static AuditQuery query(Request request) {
        return new AuditQuery(
                word(request, "actor"),
                word(request, "action"),
                word(request, "subject"),
                word(request, "since").map(AuditPages::start),
                word(request, "next")
                        .map(text -> OptionalLong.of(Asked.number(text, "next")))
                        .orElse(OptionalLong.empty()),
                PAGE);
    }

    private static Address address(Request request) {
        return new Address(PATH)
                .with("actor", word(request, "actor"))
                .with("action", word(request, "action"))
                .with("subject", word(request, "subject"))
                .with("since", word(request, "since"));
    }

    private static AuditView.Asked asked(Request request) {
        return new AuditView.Asked(
                word(request, "actor").orElse(""),
                word(request, "action").orElse(""),
                word(request, "subject").orElse(""),
                word(request, "since").orElse(""));
    }

    private static Optional<String> word(Request request, String name) {
        return Asked.name(request, name).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Instant start(String day) {
        try {
            return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException malformed) {
            throw RequestFaults.invalid("The first day must be one such as 2027-01-31.");
        }
    }

    private Notice verdict() {
        return switch (home.transaction(db -> AuditTrail.in(db).verify())) {
            case AuditVerdict.Intact intact ->
                Notice.done("The trail is whole: " + Figures.grouped(intact.entries())
                        + " in all, each as it was written, and none is missing. Keep this digest elsewhere: "
                        + intact.hash());
            case AuditVerdict.Broken broken ->
                Notice.trouble("The trail was tampered with, first at entry " + broken.seq() + ": "
                        + finding(broken.finding()));
        };
    }

    private static String finding(AuditVerdict.Finding finding) {
        return switch (finding) {
            case MISSING -> "it is missing.";
            case SURPLUS -> "the trail ends before it.";
            case OUT_OF_ORDER -> "it does not follow the one before it.";
            case EDITED -> "it is not what it was when it was written.";
            case HEAD_DIFFERS -> "the head of the trail names another digest.";
        };
    }

    private static AuditView.Row row(AuditEntry entry) {
        var event = entry.event();
        return new AuditView.Row(
                entry.seq(),
                Moment.of(entry.recordedAt()),
                event.actor(),
                event.action(),
                event.subject(),
                event.reason().orElse(""),
                new AuditView.States(event.before().orElse(""), event.after().orElse("")),
                entry.hash());
    }
}
