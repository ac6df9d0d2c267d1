package dev.coppice.server.internal.console.pruning;

import dev.coppice.archive.query.ArchiveQuery;
import dev.coppice.archive.query.QueryLimits;
import dev.coppice.archive.query.QueryResult;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.OpenArchive;
import dev.coppice.prune.RestoreRecord;
import dev.coppice.prune.RestoreState;
import dev.coppice.prune.Restores;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.pruning.ArchiveView.Answer;
import dev.coppice.server.internal.console.pruning.ArchiveView.Asked;
import dev.coppice.server.internal.console.pruning.ArchiveView.Query;
import dev.coppice.server.internal.console.pruning.ArchiveView.Restored;
import dev.coppice.server.internal.console.pruning.ArchiveView.Verdict;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.ReadingTrail;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the page of one archive, and asks the archive. Writes no row but those of the audit trail. */
final class ArchiveReader {
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofSeconds(15), 512, 200, 4 * 1024 * 1024);
    private static final int RESTORES = 100;

    private final Place place;
    private final PruningHost host;
    private final ReadingTrail trail;

    ArchiveReader(Place place, PruningHost host, ReadingTrail trail) {
        this.place = place;
        this.host = host;
        this.trail = trail;
    }

    ArchiveView read(long campaign, boolean operates, Asked asked, Notice notice) {
        var found = find(campaign);
        return new ArchiveView(ArchiveRow.of(found), facts(found), operates, asked, restores(found), notice);
    }

    CampaignArchive find(long campaign) {
        return Archives.on(host.source()).find(campaign).orElseThrow(Pages::missing);
    }

    /** The archive, with its key where a policy here names the file. */
    OpenArchive open(long campaign) {
        find(campaign);
        return Archives.on(host.source()).keys(host.keys()).open(campaign);
    }

    Verdict verify(long campaign) {
        try (var archive = open(campaign)) {
            var found = archive.verify();
            var rows = found.rows().values().stream().mapToLong(Long::longValue).sum();
            var read = Texts.count(found.frames(), "frame", "frames") + " with " + Texts.count(rows, "row", "rows")
                    + " were read and are as they were written.";
            return new Verdict(
                    found.ok() ? new Badge("whole", Tone.GOOD) : new Badge("damaged", Tone.BAD),
                    read,
                    Stream.concat(found.problems().stream(), found.remarks().stream())
                            .map(problem -> problem.message())
                            .toList());
        }
    }

    Query query(String actor, long campaign, String sql) {
        try (var archive = open(campaign)) {
            var result = trail.queried(
                    actor,
                    archive.id(),
                    sql,
                    ArchiveQuery.over(archive.reader()).limits(LIMITS).run(sql));
            return new Query(sql, Optional.of(answer(result)), "");
        } catch (CoppiceException refusal) {
            return new Query(sql, Optional.empty(), place.told(refusal.fault()).message());
        }
    }

    private static Answer answer(QueryResult result) {
        return new Answer(
                result.columns().stream().map(QueryResult.Column::name).toList(),
                Cell.of(result.rows()),
                Texts.count(result.rows().size(), "row", "rows") + (result.more() ? "; there are more" : ""));
    }

    private static List<Fact> facts(CampaignArchive archive) {
        return List.of(
                Fact.of("Store", archive.location()),
                Fact.of("Id", archive.id()),
                Fact.of("Frames", Texts.grouped(archive.frames())),
                Fact.of("Size", Texts.bytes(archive.bytes())),
                Fact.of("Rows changed", Texts.grouped(archive.edited())),
                Fact.of(
                        "Manifest",
                        archive.manifestSha256().isPresent()
                                ? new Badge("complete", Tone.GOOD)
                                : new Badge(archive.state().ended() ? "not written" : "not yet", Tone.WARN)));
    }

    private List<Restored> restores(CampaignArchive archive) {
        return Restores.on(host.source()).list(Long.MAX_VALUE, RESTORES).items().stream()
                .filter(restore -> restore.archive().equals(archive.id()))
                .map(ArchiveReader::restored)
                .toList();
    }

    private static Restored restored(RestoreRecord restore) {
        var options = restore.options();
        var what = options.tables().isEmpty()
                ? "everything"
                : options.tables().stream().map(Object::toString).collect(Collectors.joining(", "));
        return new Restored(
                restore.id(),
                new Badge(restore.state().name().toLowerCase(Locale.ROOT), tone(restore.state())),
                restore.reason(),
                what + options.into().map(schema -> " into " + schema).orElse(""),
                options.act().actor() + ": " + options.act().reason(),
                Moment.of(restore.createdAt()));
    }

    private static Tone tone(RestoreState state) {
        return switch (state) {
            case RUNNING -> Tone.BUSY;
            case SUCCEEDED -> Tone.GOOD;
            case STOPPED -> Tone.WARN;
            case ABANDONED -> Tone.QUIET;
        };
    }
}
