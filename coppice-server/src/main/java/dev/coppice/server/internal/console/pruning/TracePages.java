package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Prospect;
import dev.coppice.prune.Trace;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Traces;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.pages.pruning.JtetraceGenerated;
import dev.coppice.server.internal.console.pruning.TraceView.Found;
import dev.coppice.server.internal.console.pruning.TraceView.Seen;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.ReadingTrail;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The page that says where a row is. */
final class TracePages {
    private final Pages pages;
    private final PruningHost host;
    private final ReadingTrail trail;

    TracePages(Pages pages, PruningHost host, ReadingTrail trail) {
        this.pages = pages;
        this.host = host;
        this.trail = trail;
    }

    List<Route> routes() {
        return List.of(Pages.seen(Route.get("/trace", this::trace), "Says where a row is"));
    }

    private Reply trace(Request request) {
        var table = request.query("table").map(String::strip).orElse("");
        var keys = request.queries("key");
        var typed = String.join(", ", keys);
        if (table.isEmpty() || keys.isEmpty()) {
            return page(200, request, new TraceView(table, typed, Optional.empty(), ""));
        }
        try {
            var traces = Traces.on(host.source()).policies(host.policies());
            var trace = trail.traced(request.principal().name(), host.traces().run(() -> traces.of(name(table), keys)));
            return page(200, request, new TraceView(table, typed, Optional.of(found(trace)), ""));
        } catch (CoppiceException refusal) {
            var view = new TraceView(
                    table,
                    typed,
                    Optional.empty(),
                    pages.place().told(refusal.fault()).message());
            return page(Statuses.of(refusal.fault()), request, view);
        }
    }

    private Reply page(int status, Request request, TraceView view) {
        return pages.page(
                status,
                request,
                "Where is this row?",
                (out, frame) -> JtetraceGenerated.render(out, null, frame, view));
    }

    private static TableName name(String table) {
        try {
            return TableName.parse(table);
        } catch (IllegalArgumentException unreadable) {
            throw RequestFaults.invalid("The table must be " + unreadable.getMessage() + ".");
        }
    }

    private static Found found(Trace trace) {
        var seen = trace.sightings().stream().map(TracePages::seen).toList();
        var unsearched = trace.unsearched().stream()
                .map(each -> "The archive of campaign " + each.campaign() + " was not searched: " + each.reason())
                .toList();
        return switch (trace) {
            case Trace.Live live ->
                new Found(new Badge("live", Tone.GOOD), "It is in its table.", facts(live), seen, unsearched);
            case Trace.Archived archived ->
                new Found(
                        new Badge("archived", Tone.WARN),
                        "Campaign " + archived.deleted().campaign().id() + " has deleted it; its archive has it.",
                        List.of(),
                        seen,
                        unsearched);
            case Trace.Unseen unseen ->
                new Found(
                        new Badge("nowhere", Tone.QUIET),
                        "It is not in its table, and no archive that could be read has it.",
                        List.of(),
                        seen,
                        unsearched);
        };
    }

    private static List<String> facts(Trace.Live live) {
        return Stream.of(
                        live.prospects().stream()
                                .map(prospect -> "Policy " + prospect.policy() + ": " + prospect(prospect)),
                        live.holds().stream()
                                .map(hold -> "Held by " + hold.placed().actor() + " since "
                                        + Texts.time(hold.placedAt()) + ": "
                                        + hold.placed().reason()),
                        live.passed().stream()
                                .map(passed -> "Campaign " + passed.campaign() + " passed it over: " + passed.reason()))
                .flatMap(facts -> facts)
                .toList();
    }

    private static String prospect(Prospect prospect) {
        return switch (prospect) {
            case Prospect.Eligible eligible -> "it may go with the next campaign.";
            case Prospect.Due due -> "it will be old enough at " + Texts.time(due.at()) + ".";
            case Prospect.NotMeant other -> "it does not meet the condition.";
            case Prospect.Ageless ageless -> "it has no age, so it never goes.";
            case Prospect.Follows follows -> "it goes along: " + String.join(" → ", follows.path()) + ".";
            case Prospect.Untold untold -> untold.fault().found();
        };
    }

    private static Seen seen(Sighting sighting) {
        var campaign = sighting.campaign();
        return new Seen(
                campaign.id(),
                sighting.deleted() ? "deleted" : "changed: " + String.join(", ", sighting.edited()),
                campaign.requested().actor() + ": " + campaign.requested().reason(),
                Moment.of(sighting.at()));
    }
}
