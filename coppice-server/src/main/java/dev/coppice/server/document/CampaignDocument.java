package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignWindow;
import dev.coppice.prune.CampaignWorker;
import dev.coppice.prune.PartitionOutcome;
import dev.coppice.prune.RootLeft;
import dev.coppice.prune.TableSpace;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 * @param space what it means for the space of its tables; not in a list
 * @param partitions what was decided about partitions that were old enough as a whole; not in a list
 * @param alive whether a process works on it; in the whole alone
 * @param workers who works on it; in the whole, and elsewhere where somebody does
 * @param left roots it left behind; in the whole alone
 * @param brakes the brakes that hold it, then those that held it last; in the whole alone
 * @param window the window it keeps to; in the whole alone, and not where it has none
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Space> space,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Partition> partitions,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean alive,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Worker> workers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RootLeft> left,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Brake> brakes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Window window) {

    /**
     * The window that it keeps to, by the clock of the database.
     *
     * @param hours the window
     * @param open whether it is open
     * @param until when it closes, or opens where it is closed
     * @param overriddenUntil until when somebody lets it go on outside of it
     */
    public record Window(
            String hours,
            boolean open,
            Instant until,
            @Nullable Instant overriddenUntil) {
        static Window of(CampaignWindow window) {
            return new Window(
                    window.hours().toString(),
                    window.open(),
                    window.until(),
                    window.overriddenUntil().orElse(null));
        }
    }

    /**
     * One of those that work on it.
     *
     * @param worker its number
     * @param process its process
     * @param since since when it has worked
     */
    public record Worker(int worker, String process, Instant since) {
        static Worker of(CampaignWorker worker) {
            return new Worker(worker.worker(), worker.owner(), worker.enteredAt());
        }
    }

    /**
     * A time during which a brake held it.
     *
     * @param brake which
     * @param effect whether it stops or slows
     * @param reason what it had found when it began
     * @param utilisation how much of its limit was used then; absent where it could not be read
     * @param since since when
     * @param until until when; absent while it holds
     */
    public record Brake(
            String brake,
            String effect,
            String reason,
            @Nullable Double utilisation,
            Instant since,
            @Nullable Instant until) {
        static Brake of(BrakeSpan span) {
            return new Brake(
                    span.brake().word(),
                    span.brake().slows() ? "slows" : "stops",
                    span.reason(),
                    span.utilisation().orElse(null),
                    span.began(),
                    span.ended().orElse(null));
        }
    }

    /**
     * What the campaign means for the space of a table, partitions included.
     *
     * @param table the table
     * @param before how many bytes it took when the campaign began, indexes and all
     * @param after how many when it had ended; this and what follows absent before
     * @param returned how many the file system got back
     * @param reusable how many new rows may take, or may once it is vacuumed
     * @param measure how that was found out: free-space-map or rows-deleted
     * @param vacuum done or skipped; absent where nobody asked for it
     * @param vacuumSkipped why it was skipped
     * @param vacuumMs how long it took
     */
    public record Space(
            String table,
            long before,
            @Nullable Long after,
            @Nullable Long returned,
            @Nullable Long reusable,
            @Nullable String measure,
            @Nullable String vacuum,
            @Nullable String vacuumSkipped,
            @Nullable Long vacuumMs) {
        static Space of(TableSpace space) {
            var after = space.after();
            var vacuum = space.vacuum();
            var skipped = vacuum.flatMap(TableSpace.Vacuum::skipped);
            return new Space(
                    space.table().toString(),
                    space.before(),
                    after.map(TableSpace.After::bytes).orElse(null),
                    after.map(TableSpace.After::returned).orElse(null),
                    after.map(TableSpace.After::reusable).orElse(null),
                    after.map(known -> known.measure() == TableSpace.Measure.FREE_SPACE_MAP
                                    ? "free-space-map"
                                    : "rows-deleted")
                            .orElse(null),
                    vacuum.map(done -> skipped.isPresent() ? "skipped" : "done").orElse(null),
                    skipped.orElse(null),
                    vacuum.map(done -> done.took().toMillis()).orElse(null));
        }
    }

    /**
     * What was decided about a partition.
     *
     * @param partition its name
     * @param state dropped, or kept where its rows go one by one
     * @param reason why it was kept
     * @param rows how many rows it held
     * @param bytes how many bytes it took
     * @param statement what makes it again, empty
     */
    public record Partition(
            String partition,
            String state,
            @Nullable String reason,
            @Nullable Long rows,
            @Nullable Long bytes,
            @Nullable String statement) {
        static Partition of(PartitionOutcome outcome) {
            var name = outcome.partition().toString();
            return switch (outcome) {
                case PartitionOutcome.Dropped dropped ->
                    new Partition(name, "dropped", null, dropped.rows(), dropped.bytes(), dropped.statement());
                case PartitionOutcome.Kept kept -> new Partition(name, "kept", kept.reason(), null, null, null);
            };
        }
    }

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
     * @param brakes what brakes are set to where it is not what the policy says
     */
    public record Limits(
            long chunkTimeMs,
            @Nullable Long rows,
            @Nullable Long roots,
            @Nullable Long runtimeMs,
            Map<String, String> brakes) {
        static Limits of(Tuning tuning) {
            return new Limits(
                    tuning.chunkTime().toMillis(),
                    tuning.rows().orElse(null),
                    tuning.roots().orElse(null),
                    tuning.runtime().map(Duration::toMillis).orElse(null),
                    words(tuning));
        }

        private static Map<String, String> words(Tuning tuning) {
            var words = new TreeMap<String, String>();
            tuning.brakes().forEach((name, value) -> words.put(name.word(), value));
            return words;
        }
    }

    /** What is known of the fuller forms alone. */
    private record More(
            @Nullable Map<String, Long> rows,
            @Nullable Archive archive,
            @Nullable List<Space> space,
            @Nullable List<Partition> partitions,
            @Nullable Boolean alive,
            @Nullable List<Worker> workers,
            @Nullable List<RootLeft> left,
            @Nullable List<Brake> brakes,
            @Nullable Window window) {
        static final More NONE = new More(null, null, null, null, null, null, null, null, null);

        static More of(CampaignReport report) {
            return new More(
                    Named.rows(report.rows()),
                    report.archive()
                            .map(archive -> new Archive(archive.location(), archive.frames(), archive.bytes()))
                            .orElse(null),
                    report.space().stream().map(Space::of).toList(),
                    report.partitions().stream().map(Partition::of).toList(),
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        More with(
                boolean working,
                List<CampaignWorker> living,
                List<RootLeft> behind,
                List<BrakeSpan> spans,
                Optional<CampaignWindow> kept) {
            return new More(
                    rows,
                    archive,
                    space,
                    partitions,
                    working,
                    living.stream().map(Worker::of).toList(),
                    List.copyOf(behind),
                    spans.stream().map(Brake::of).toList(),
                    kept.map(Window::of).orElse(null));
        }

        More by(List<CampaignWorker> living) {
            return new More(
                    rows,
                    archive,
                    space,
                    partitions,
                    alive,
                    living.isEmpty() ? null : living.stream().map(Worker::of).toList(),
                    left,
                    brakes,
                    window);
        }

        More with(List<BrakeSpan> spans) {
            return new More(
                    rows,
                    archive,
                    space,
                    partitions,
                    alive,
                    workers,
                    left,
                    spans.stream().map(Brake::of).toList(),
                    window);
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
                space,
                partitions,
                null,
                null,
                null,
                null,
                null);
    }

    /** The brakes that hold it. */
    public List<Brake> holding() {
        return brakes == null
                ? List.of()
                : brakes.stream().filter(brake -> brake.until() == null).toList();
    }

    /** Its place in a list. */
    public static CampaignDocument of(Campaign campaign) {
        return of(campaign, More.NONE);
    }

    /** Its place in a list, with those that work on it. */
    public static CampaignDocument listed(Campaign campaign, List<CampaignWorker> workers) {
        return of(campaign, More.NONE.by(workers));
    }

    /** Its place in a list, with the brakes that hold it. */
    public static CampaignDocument of(Campaign campaign, List<BrakeSpan> holding) {
        return of(campaign, More.NONE.with(holding));
    }

    /** The same with those that work on it. */
    public static CampaignDocument of(Campaign campaign, List<BrakeSpan> holding, List<CampaignWorker> workers) {
        return of(campaign, More.NONE.with(holding).by(workers));
    }

    /** What an execution answers. */
    public static CampaignDocument of(CampaignReport report) {
        return of(report.campaign(), More.of(report));
    }

    /** All of it. */
    public static CampaignDocument whole(
            CampaignReport report,
            boolean alive,
            List<CampaignWorker> workers,
            List<RootLeft> left,
            List<BrakeSpan> brakes,
            Optional<CampaignWindow> window) {
        return of(report.campaign(), More.of(report).with(alive, workers, left, brakes, window));
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
                more.space(),
                more.partitions(),
                more.alive(),
                more.workers(),
                more.left(),
                more.brakes(),
                more.window());
    }
}
