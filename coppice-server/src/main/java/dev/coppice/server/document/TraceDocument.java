package dev.coppice.server.document;

import dev.coppice.prune.Prospect;
import dev.coppice.prune.Trace;
import dev.coppice.prune.Trace.PassedOver;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Trace.Unsearched;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a row is, as scripts see it. A value for any thread.
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
public record TraceDocument(
        String table,
        List<String> key,
        String state,
        List<Standing> policies,
        List<HoldDocument> holds,
        List<PassedOver> passedOver,
        List<Seen> sightings,
        List<Unsearched> unsearched,
        @Nullable String restore) {

    /**
     * What a policy means for the row.
     *
     * @param policy its name
     * @param standing a stable word
     * @param due when the row will be old enough
     * @param sentence the same for people
     */
    public record Standing(
            String policy, String standing, @Nullable Instant due, String sentence) {
        static Standing of(Prospect prospect) {
            return switch (prospect) {
                case Prospect.Eligible eligible ->
                    new Standing(eligible.policy(), "eligible", null, "it meets the policy and is old enough");
                case Prospect.Due due ->
                    new Standing(due.policy(), "due", due.at(), "it will be old enough at " + due.at());
                case Prospect.NotMeant other ->
                    new Standing(other.policy(), "not-meant", null, "it does not meet the condition");
                case Prospect.Ageless ageless ->
                    new Standing(ageless.policy(), "ageless", null, "it has no age, so it never goes");
                case Prospect.Follows follows ->
                    new Standing(
                            follows.policy(), "follows", null, "it goes along: " + String.join(" -> ", follows.path()));
                case Prospect.Untold untold ->
                    new Standing(untold.policy(), "untold", null, untold.fault().found());
            };
        }
    }

    /**
     * An archive that has the row.
     *
     * @param campaign the campaign that put it there
     * @param policy its policy
     * @param what {@code deleted} or {@code edited}
     * @param columns the columns that were emptied
     * @param chunk in which chunk
     * @param at when
     * @param by who asked for the campaign
     * @param reason why
     * @param archive the archive's id
     * @param location its store
     * @param segment the segment with the row
     * @param frame the frame in it
     */
    public record Seen(
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
        static Seen of(Sighting sighting) {
            var campaign = sighting.campaign();
            return new Seen(
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

    /** The same with another command that brings it back. */
    public TraceDocument restoredBy(String command) {
        return new TraceDocument(table, key, state, policies, holds, passedOver, sightings, unsearched, command);
    }

    /** A trace as a document; {@code command} makes a command to type of its words. */
    public static TraceDocument of(Trace trace, Function<String[], String> command) {
        var sightings = trace.sightings().stream().map(Seen::of).toList();
        return switch (trace) {
            case Trace.Live live ->
                new TraceDocument(
                        live.table().toString(),
                        live.key(),
                        "live",
                        live.prospects().stream().map(Standing::of).toList(),
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

    private static TraceDocument gone(Trace trace, String state, List<Seen> sightings, @Nullable String restore) {
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
}
