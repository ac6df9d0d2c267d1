package dev.coppice.cli.internal.pruning;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.RootLeft;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A campaign as scripts see it: its place in a list, what an execution answers, and all of it. */
public final class CampaignDocument {
    private CampaignDocument() {}

    /** What of a campaign is in the archive. */
    record Archive(String location, long frames, long bytes) {}

    /** What may be changed while it runs; a limit that is absent does not bind. */
    record Limits(
            long chunkTimeMs,
            @Nullable Long rows,
            @Nullable Long roots,
            @Nullable Long runtimeMs) {}

    /** Its place in a list. */
    public static Map<String, @Nullable Object> of(Campaign campaign) {
        var document = standing(campaign);
        document.put("allRows", campaign.counts().rows());
        document.put("table", campaign.table().toString());
        document.put("plan", campaign.planHash());
        document.put("horizon", campaign.horizon());
        document.put("requestedBy", campaign.requested().actor());
        document.put("requestedReason", campaign.requested().reason());
        document.put("startedAt", campaign.createdAt());
        document.put("endedAt", campaign.endedAt().orElse(null));
        document.put("tuning", limits(campaign.tuning()));
        return document;
    }

    /** What an execution answers. */
    public static Map<String, @Nullable Object> of(CampaignReport report) {
        var document = standing(report.campaign());
        addTo(document, report);
        return document;
    }

    /** All of it. */
    public static Map<String, @Nullable Object> whole(CampaignReport report, boolean alive, List<RootLeft> left) {
        var document = of(report.campaign());
        addTo(document, report);
        document.put("alive", alive);
        document.put("left", left);
        return document;
    }

    private static void addTo(Map<String, @Nullable Object> document, CampaignReport report) {
        document.put(
                "rows",
                report.rows().entrySet().stream()
                        .collect(Collectors.toMap(
                                table -> table.getKey().toString(), Map.Entry::getValue, Long::sum, TreeMap::new)));
        document.put(
                "archive",
                report.archive()
                        .map(archive -> new Archive(archive.location(), archive.frames(), archive.bytes()))
                        .orElse(null));
    }

    private static Map<String, @Nullable Object> standing(Campaign campaign) {
        var counts = campaign.counts();
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("campaign", campaign.id());
        document.put("policy", campaign.policy());
        document.put("state", campaign.state().name());
        document.put("reason", campaign.reason());
        document.put("stoppedBy", campaign.stoppedBy().orElse(null));
        document.put("roots", counts.roots());
        document.put("edited", counts.edited());
        document.put("chunks", counts.chunks());
        document.put("quarantined", counts.quarantined());
        document.put("skipped", counts.skipped());
        document.put("skippedLocked", counts.skippedLocked().orElse(null));
        document.put("elapsedMs", campaign.ranFor().toMillis());
        return document;
    }

    private static Limits limits(Tuning tuning) {
        return new Limits(
                tuning.chunkTime().toMillis(),
                tuning.rows().orElse(null),
                tuning.roots().orElse(null),
                tuning.runtime().map(Duration::toMillis).orElse(null));
    }
}
