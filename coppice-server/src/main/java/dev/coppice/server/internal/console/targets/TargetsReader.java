package dev.coppice.server.internal.console.targets;

import dev.coppice.ops.Fault;
import dev.coppice.server.Role;
import dev.coppice.server.document.SchemaDocument;
import dev.coppice.server.document.TargetDocument.Found;
import dev.coppice.server.document.TargetDocument.Run;
import dev.coppice.server.document.TargetDocument.Work;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.brakes.FreezeForms;
import dev.coppice.server.internal.console.targets.TargetsView.Doing;
import dev.coppice.server.internal.console.targets.TargetsView.Numbers;
import dev.coppice.server.internal.console.targets.TargetsView.Row;
import dev.coppice.server.internal.console.targets.TargetsView.State;
import dev.coppice.server.internal.console.targets.TargetsView.Who;
import dev.coppice.server.internal.targets.Everywhere;
import dev.coppice.server.internal.targets.Everywhere.Answer;
import dev.coppice.server.internal.targets.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the page of all databases: each is asked anew, all at once, and the page waits so long for them together. */
final class TargetsReader {
    /** A pool needs three seconds to find that nothing answers. */
    private static final Everywhere ASKED = new Everywhere(Duration.ofSeconds(4));

    private static final int RUNS_NAMED = 3;

    private final List<Reached> databases;

    TargetsReader(List<Reached> databases) {
        this.databases = List.copyOf(databases);
    }

    private record Seen(Found found, OptionalLong waiting) {}

    TargetsView read(Notice notice) {
        var asked = Instant.now();
        var answers = ASKED.ask(databases.stream().map(Reached::ground).toList(), this::seen);
        var rows = IntStream.range(0, databases.size())
                .mapToObj(index -> row(databases.get(index), answers.get(index)))
                .toList();
        return new TargetsView(rows, ofAll(), notice, Moment.of(asked));
    }

    private Seen seen(Ground ground) {
        var meant = reached(ground);
        return new Seen(meant.look(), meant.overview().waiting());
    }

    private Reached reached(Ground ground) {
        return databases.stream()
                .filter(each -> each.ground().equals(ground))
                .findFirst()
                .orElseThrow();
    }

    private static Row row(Reached database, Answer<Seen> answer) {
        var place = database.place();
        var seen = answer.value();
        if (seen == null) {
            return new Row(who(database), silent(answer.fault()), null, List.of(freeze(place)));
        }
        var work = seen.found().work();
        if (work == null) {
            return new Row(who(database), unprepared(seen.found()), null, List.of(freeze(place)));
        }
        return new Row(
                who(database),
                state(seen.found(), work),
                doing(place, work, seen.waiting()),
                List.of(work.freeze().frozen() ? unfreeze(place) : freeze(place)));
    }

    private static Who who(Reached database) {
        var many = database.policies().size();
        return new Who(
                database.name(),
                database.place().at("/"),
                database.ground().place().address(),
                many == 0 ? "none" : Figures.grouped(many),
                database.place().at("/policies"));
    }

    private static State silent(@Nullable Fault fault) {
        return new State(new Badge("no answer", Tone.BAD), fault == null ? "" : fault.found(), null, "");
    }

    private static State unprepared(Found found) {
        return new State(
                new Badge("cannot be worked on", Tone.BAD),
                switch (found.schema().state()) {
                    case "absent" -> "It has no schema coppice yet.";
                    case "behind" -> "Its schema coppice is older than the one this server works with.";
                    default -> "Its schema coppice is newer than the one this server works with.";
                },
                null,
                server(found));
    }

    private static State state(Found found, Work work) {
        var freeze = work.freeze();
        return freeze.frozen()
                ? new State(
                        new Badge("frozen", Tone.WARN),
                        "by " + freeze.by() + ": " + freeze.reason(),
                        freeze.since() == null ? null : Moment.of(freeze.since()),
                        server(found))
                : new State(new Badge("not frozen", Tone.GOOD), "", null, server(found));
    }

    private static String server(Found found) {
        return "PostgreSQL " + found.postgres() + ", " + schema(found.schema());
    }

    private static String schema(SchemaDocument schema) {
        return schema.found() == 0 ? "no schema" : "schema " + schema.found();
    }

    private static Doing doing(Place place, Work work, OptionalLong waiting) {
        var underWay = work.underWay();
        var last = work.lastEnded();
        return new Doing(
                underWay.stream().limit(RUNS_NAMED).map(run -> run(place, run)).toList(),
                underWay.size() > RUNS_NAMED ? "and " + Figures.grouped(underWay.size() - RUNS_NAMED) + " more" : "",
                last == null ? null : run(place, last),
                new Numbers(
                        Figures.grouped(work.quarantined()),
                        Figures.grouped(work.holds()),
                        waiting.isPresent() ? Figures.grouped(waiting.getAsLong()) : "not known",
                        place.at("/"),
                        place.at("/brakes")));
    }

    private static TargetsView.Run run(Place place, Run run) {
        return new TargetsView.Run(
                place.at("/campaigns/" + run.campaign()),
                "Campaign " + run.campaign() + " of " + run.policy(),
                new Badge(run.state().toLowerCase(Locale.ROOT), tone(run.state())));
    }

    private static Tone tone(String state) {
        return switch (state) {
            case "RUNNING" -> Tone.BUSY;
            case "SUCCEEDED" -> Tone.GOOD;
            case "FAILED" -> Tone.BAD;
            case "PLANNED", "CANCELLED" -> Tone.QUIET;
            default -> Tone.WARN;
        };
    }

    private static ActForm freeze(Place place) {
        return FreezeForms.freeze(place, "Freeze " + place.target(), TargetsPages.freeze(place.target()));
    }

    private static ActForm unfreeze(Place place) {
        return FreezeForms.unfreeze(place, "Unfreeze " + place.target(), TargetsPages.unfreeze(place.target()));
    }

    private static List<ActForm> ofAll() {
        return List.of(
                ActForm.of(
                        "Freeze all databases",
                        TargetsPages.FREEZE,
                        "No campaign begins another chunk and no teardown another step, in any of them. What is under way ends"
                                + " first. Each is frozen on its own: one that does not answer is not, and is named."),
                ActForm.of(
                                "Unfreeze all databases",
                                TargetsPages.UNFREEZE,
                                "Campaigns and teardowns that wait go on at once, in all of them, also where somebody has frozen"
                                        + " one alone. Holds stay as they are.")
                        .least(Role.ADMIN));
    }
}
