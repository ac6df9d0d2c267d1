package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a campaign has come to, as a person reads it.
 *
 * @param look where it is read
 */
public record ReportText(Look look) {

    /** The state with its reason, what is gone by table, and where it is. */
    public String of(CampaignDocument campaign) {
        var parts = new ArrayList<>(List.of(heading(campaign)));
        var gone = GoneTable.of(campaign);
        if (!gone.isEmpty()) {
            parts.add(gone.toString());
        }
        parts.add(facts(campaign));
        return String.join("\n\n", parts);
    }

    private String heading(CampaignDocument campaign) {
        var state = CampaignState.valueOf(campaign.state());
        return look.bold("Campaign " + campaign.campaign() + " \"" + campaign.policy() + "\"") + " is "
                + state(state) + ": " + state.sentence() + "."
                + (state == CampaignState.SUCCEEDED ? "" : "\n" + look.wrapped(campaign.reason(), 2));
    }

    private String state(CampaignState state) {
        return switch (state) {
            case FAILED -> look.red(state.name());
            case PARTIAL, INTERRUPTED, PAUSED, PAUSING, CANCELLED, CANCELLING -> look.yellow(state.name());
            case PLANNED, RUNNING, SUCCEEDED -> look.bold(state.name());
        };
    }

    private String facts(CampaignDocument campaign) {
        var table = TextTable.plain();
        table.row(
                "Work",
                Figures.count(campaign.allRows(), "row", "rows") + " in "
                        + Figures.count(campaign.chunks(), "chunk", "chunks") + ", "
                        + Figures.duration(Duration.ofMillis(campaign.elapsedMs()))
                        + (campaign.edited() > 0
                                ? ", " + Figures.count(campaign.edited(), "kept row", "kept rows") + " changed"
                                : ""));
        var left = left(campaign);
        if (!left.isEmpty()) {
            table.row("Left", left + " (coppice campaign show " + campaign.campaign() + " says why)");
        }
        Optional.ofNullable(campaign.archive())
                .ifPresentOrElse(
                        archive -> table.row(
                                "Archive",
                                archive.location() + ", " + Figures.count(archive.frames(), "frame", "frames") + ", "
                                        + Figures.bytes(archive.bytes())),
                        () -> table.row("Archive", "none"));
        GoneTable.of(campaign).note().ifPresent(words -> table.row("Space", words));
        partitions(campaign).ifPresent(words -> table.row("Partitions", words));
        workers(campaign).ifPresent(words -> table.row("Workers", words));
        brakes(campaign).ifPresent(words -> table.row("Brakes", words));
        Optional.ofNullable(campaign.window()).ifPresent(window -> table.row("Window", words(window)));
        table.row("Plan", campaign.plan().substring(0, 12) + ", horizon " + campaign.horizon());
        table.row("By", campaign.requestedBy() + ": " + campaign.requestedReason());
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private static Optional<String> partitions(CampaignDocument campaign) {
        var all = campaign.partitions() == null ? List.<CampaignDocument.Partition>of() : campaign.partitions();
        var dropped = all.stream().filter(each -> each.bytes() != null).toList();
        var bytes = dropped.stream().map(CampaignDocument.Partition::bytes).mapToLong(Objects::requireNonNull);
        var kept = all.stream()
                .filter(each -> each.reason() != null)
                .map(each -> each.partition() + " row by row: " + each.reason())
                .toList();
        var words = new ArrayList<String>();
        if (!dropped.isEmpty()) {
            words.add(Figures.count(dropped.size(), "partition", "partitions") + " dropped, "
                    + Figures.bytes(bytes.sum()) + " given back");
        }
        words.addAll(kept);
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    private static String words(CampaignDocument.Window window) {
        return window.hours() + ", " + (window.open() ? "open" : "closed") + " until " + window.until()
                + (window.overriddenUntil() == null ? "" : "; overridden until " + window.overriddenUntil());
    }

    private static Optional<String> workers(CampaignDocument campaign) {
        var workers = campaign.workers() == null ? List.<CampaignDocument.Worker>of() : campaign.workers();
        var processes = workers.stream()
                .collect(Collectors.groupingBy(
                        CampaignDocument.Worker::process, LinkedHashMap::new, Collectors.counting()));
        return workers.isEmpty()
                ? Optional.empty()
                : Optional.of(workers.size() + ": "
                        + processes.entrySet().stream()
                                .map(each -> each.getValue() + " in process " + each.getKey())
                                .collect(Collectors.joining(", ")));
    }

    private static Optional<String> brakes(CampaignDocument campaign) {
        var spans = campaign.brakes() == null ? List.<CampaignDocument.Brake>of() : campaign.brakes();
        if (spans.isEmpty()) {
            return Optional.empty();
        }
        var holding = Held.words(campaign);
        var last = spans.getFirst();
        return Optional.of(
                holding.isEmpty()
                        ? "none holds it; the last was " + last.brake() + " until " + last.until() + ": "
                                + last.reason()
                        : holding);
    }

    private static String left(CampaignDocument campaign) {
        var left = new ArrayList<String>();
        if (campaign.quarantined() > 0) {
            left.add(Figures.count(campaign.quarantined()) + " quarantined");
        }
        if (campaign.skipped() > 0) {
            left.add(Figures.count(campaign.skipped()) + " skipped");
        }
        Optional.ofNullable(campaign.skippedLocked())
                .filter(locked -> locked > 0)
                .ifPresent(locked -> left.add(Figures.count(locked) + " locked by others"));
        return String.join(", ", left);
    }
}
