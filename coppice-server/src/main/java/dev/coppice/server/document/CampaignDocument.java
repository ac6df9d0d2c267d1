package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.RootLeft;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as scripts see it: its place in a list, what an execution answers, or all of it. What is known of none but a fuller
 * form is left out of the others. A value for any thread.
 *
 * @param campaign its number
 * @param policy the policy's name
 * @param state where it stands
 * @param reason how it came there
 * @param stoppedBy what stopped it, as a stable word
 * @param roots rows of the policy's own table that are gone
 * @param edited rows that stayed and were changed
 * @param chunks transactions that removed or changed something
 * @param quarantined roots that failed and were left alone
 * @param skipped roots that stay because something that stays needs them
 * @param skippedLocked eligible roots that others had locked; known at the end
 * @param elapsedMs for how long processes have worked on it
 * @param allRows rows of all tables that are gone
 * @param table the table of its roots
 * @param plan the hash of its plan
 * @param horizon what is older than this goes
 * @param requestedBy who asked for it
 * @param requestedReason why
 * @param startedAt when it was created
 * @param endedAt when it ended
 * @param tuning its aim and limits
 * @param rows rows that are gone, by table; not in a list
 * @param archive where they are; not in a list, and not where none is kept
 * @param alive whether a process works on it; in the whole alone
 * @param left roots it left behind; in the whole alone
 */
public record CampaignDocument(
        long campaign,
        String policy,
        String state,
        String reason,
        @Nullable String stoppedBy,
        long roots,
        long edited,
        long chunks,
        long quarantined,
        long skipped,
        @Nullable Long skippedLocked,
        long elapsedMs,
        long allRows,
        String table,
        String plan,
        Instant horizon,
        String requestedBy,
        String requestedReason,
        Instant startedAt,
        @Nullable Instant endedAt,
        Limits tuning,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Long> rows,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Archive archive,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean alive,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RootLeft> left) {

    /**
     * What of a campaign is in the archive.
     *
     * @param location the store
     * @param frames how many frames
     * @param bytes how many bytes they take
     */
    public record Archive(String location, long frames, long bytes) {}

    /**
     * What may be changed while it runs; a limit that is absent does not bind.
     *
     * @param chunkTimeMs how long one chunk aims to take
     * @param rows how many rows of all tables may go
     * @param roots how many rows of its own table may go
     * @param runtimeMs for how long it may run
     */
    public record Limits(
            long chunkTimeMs,
            @Nullable Long rows,
            @Nullable Long roots,
            @Nullable Long runtimeMs) {
        static Limits of(Tuning tuning) {
            return new Limits(
                    tuning.chunkTime().toMillis(),
                    tuning.rows().orElse(null),
                    tuning.roots().orElse(null),
                    tuning.runtime().map(Duration::toMillis).orElse(null));
        }
    }

    /** What is known of the fuller forms alone. */
    private record More(
            @Nullable Map<String, Long> rows,
            @Nullable Archive archive,
            @Nullable Boolean alive,
            @Nullable List<RootLeft> left) {
        static final More NONE = new More(null, null, null, null);

        static More of(CampaignReport report) {
            return new More(
                    Named.rows(report.rows()),
                    report.archive()
                            .map(archive -> new Archive(archive.location(), archive.frames(), archive.bytes()))
                            .orElse(null),
                    null,
                    null);
        }

        More with(boolean working, List<RootLeft> behind) {
            return new More(rows, archive, working, List.copyOf(behind));
        }
    }

    /** The same as an execution answers it: without what was left. */
    public CampaignDocument reported() {
        return new CampaignDocument(
                campaign,
                policy,
                state,
                reason,
                stoppedBy,
                roots,
                edited,
                chunks,
                quarantined,
                skipped,
                skippedLocked,
                elapsedMs,
                allRows,
                table,
                plan,
                horizon,
                requestedBy,
                requestedReason,
                startedAt,
                endedAt,
                tuning,
                rows,
                archive,
                null,
                null);
    }

    /** Its place in a list. */
    public static CampaignDocument of(Campaign campaign) {
        return of(campaign, More.NONE);
    }

    /** What an execution answers. */
    public static CampaignDocument of(CampaignReport report) {
        return of(report.campaign(), More.of(report));
    }

    /** All of it. */
    public static CampaignDocument whole(CampaignReport report, boolean alive, List<RootLeft> left) {
        return of(report.campaign(), More.of(report).with(alive, left));
    }

    private static CampaignDocument of(Campaign campaign, More more) {
        var counts = campaign.counts();
        return new CampaignDocument(
                campaign.id(),
                campaign.policy(),
                campaign.state().name(),
                campaign.reason(),
                campaign.stoppedBy().orElse(null),
                counts.roots(),
                counts.edited(),
                counts.chunks(),
                counts.quarantined(),
                counts.skipped(),
                counts.skippedLocked().orElse(null),
                campaign.ranFor().toMillis(),
                counts.rows(),
                campaign.table().toString(),
                campaign.planHash(),
                campaign.horizon(),
                campaign.requested().actor(),
                campaign.requested().reason(),
                campaign.createdAt(),
                campaign.endedAt().orElse(null),
                Limits.of(campaign.tuning()),
                more.rows(),
                more.archive(),
                more.alive(),
                more.left());
    }
}
