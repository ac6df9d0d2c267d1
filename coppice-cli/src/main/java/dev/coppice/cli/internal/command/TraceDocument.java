package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.command.HoldCommand.HoldDocument;
import dev.coppice.prune.Prospect;
import dev.coppice.prune.Trace;
import dev.coppice.prune.Trace.PassedOver;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Trace.Unsearched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a row is, as scripts see it.
 *
 * @param table its table
 * @param key its key as PostgreSQL spells it
 * @param state {@code live}, {@code archived} or {@code unseen}
 * @param policies what policies mean for it; of a living row
 * @param holds the holds that bind it; of a living row
 * @param passedOver which campaigns left it, and why; of a living row
 * @param sightings what archives know of it, newest first
 * @param unsearched what could not be searched
 * @param restore the command that brings it back, where an archive has it
 */
record TraceDocument(
        String table,
        List<String> key,
        String state,
        List<PolicyDocument> policies,
        List<HoldDocument> holds,
        List<PassedOver> passedOver,
        List<SightingDocument> sightings,
        List<Unsearched> unsearched,
        @Nullable String restore) {

    /** What a policy means for the row. */
    record PolicyDocument(
            String policy, String standing, @Nullable Instant due, String sentence) {
        static PolicyDocument of(Prospect prospect) {
            return switch (prospect) {
                case Prospect.Eligible eligible ->
                    new PolicyDocument(eligible.policy(), "eligible", null, "it meets the policy and is old enough");
                case Prospect.Due due ->
                    new PolicyDocument(due.policy(), "due", due.at(), "it will be old enough at " + due.at());
                case Prospect.NotMeant other ->
                    new PolicyDocument(other.policy(), "not-meant", null, "it does not meet the condition");
                case Prospect.Ageless ageless ->
                    new PolicyDocument(ageless.policy(), "ageless", null, "it has no age, so it never goes");
                case Prospect.Follows follows ->
                    new PolicyDocument(
                            follows.policy(), "follows", null, "it goes along: " + String.join(" -> ", follows.path()));
                case Prospect.Untold untold ->
                    new PolicyDocument(
                            untold.policy(), "untold", null, untold.fault().found());
            };
        }
    }

    /** An archive that has the row. */
    record SightingDocument(
            long campaign,
            String policy,
            String what,
            List<String> columns,
            long chunk,
            Instant at,
            String by,
            String reason,
            @Nullable String archive,
            @Nullable String location,
            String segment,
            int frame) {
        static SightingDocument of(Sighting sighting) {
            var campaign = sighting.campaign();
            return new SightingDocument(
                    campaign.id(),
                    campaign.policy(),
                    sighting.deleted() ? "deleted" : "edited",
                    sighting.edited(),
                    sighting.chunk(),
                    sighting.at(),
                    campaign.requested().actor(),
                    campaign.requested().reason(),
                    campaign.archiveId().orElse(null),
                    campaign.archive().orElse(null),
                    sighting.segment(),
                    sighting.frame());
        }
    }

    static TraceDocument of(Trace trace, Function<String[], String> command) {
        var sightings = trace.sightings().stream().map(SightingDocument::of).toList();
        return switch (trace) {
            case Trace.Live live ->
                new TraceDocument(
                        live.table().toString(),
                        live.key(),
                        "live",
                        live.prospects().stream().map(PolicyDocument::of).toList(),
                        live.holds().stream().map(HoldDocument::of).toList(),
                        live.passed(),
                        sightings,
                        live.unsearched(),
                        live.sightings().stream()
                                .findFirst()
                                .filter(sighting -> !sighting.deleted())
                                .map(sighting -> command.apply(restore(trace, sighting)))
                                .orElse(null));
            case Trace.Archived archived ->
                gone(archived, "archived", sightings, command.apply(restore(archived, archived.deleted())));
            case Trace.Unseen unseen -> gone(unseen, "unseen", sightings, null);
        };
    }

    private static TraceDocument gone(
            Trace trace, String state, List<SightingDocument> sightings, @Nullable String restore) {
        return new TraceDocument(
                trace.table().toString(),
                trace.key(),
                state,
                List.of(),
                List.of(),
                List.of(),
                sightings,
                trace.unsearched(),
                restore);
    }

    private static String[] restore(Trace trace, Sighting sighting) {
        var archive = Stream.of(
                "archive", "restore", Long.toString(sighting.campaign().id()));
        var table = Stream.of("--table", trace.table().spelled());
        var key = trace.key().stream().flatMap(value -> Stream.of("--key", value));
        return Stream.of(archive, table, key).flatMap(words -> words).toArray(String[]::new);
    }

    String text() {
        var lines = new ArrayList<String>();
        var row = table + " " + String.join(" ", key);
        lines.add(
                switch (state) {
                    case "live" -> row + " is in its table.";
                    case "archived" -> row + " is archived.";
                    default ->
                        unsearched.isEmpty()
                                ? row + " was never seen: neither its table nor an archive has it."
                                : row + " was not found, and not all archives could be searched.";
                });
        policies.forEach(each -> lines.add("  policy " + each.policy() + ": " + each.sentence()));
        holds.forEach(hold -> lines.add(
                "  hold " + hold.id() + " on " + hold.target() + ", by " + hold.placedBy() + ": " + hold.reason()));
        passedOver.forEach(left -> lines.add("  " + left.state() + " in campaign " + left.campaign() + " ("
                + left.policy() + ") at " + left.at() + ": " + left.reason()));
        sightings.forEach(seen -> lines.add("  " + sentence(seen)));
        unsearched.forEach(left -> lines.add("  campaign " + left.campaign() + " was not searched: " + left.reason()));
        if (restore != null) {
            lines.add("");
            lines.add((state.equals("live") ? "Set it back: " : "Bring it back: ") + restore);
        }
        return String.join("\n", lines);
    }

    private static String sentence(SightingDocument seen) {
        var did = seen.what().equals("deleted") ? "deleted" : String.join(", ", seen.columns()) + " emptied";
        return did + " in campaign " + seen.campaign() + " (" + seen.policy() + "), chunk " + seen.chunk() + ", at "
                + seen.at() + ", by " + seen.by() + ": " + seen.reason() + "\n    archive " + seen.archive() + " in "
                + seen.location() + ", segment " + seen.segment() + ", frame " + seen.frame();
    }
}
