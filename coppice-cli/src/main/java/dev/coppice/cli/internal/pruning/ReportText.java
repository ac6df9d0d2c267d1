package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a campaign has come to, as a person reads it.
 *
 * @param look where it is read
 */
public record ReportText(Look look) {

    /** The state with its reason, what is gone by table, and where it is. */
    public String of(CampaignReport report) {
        var parts = new ArrayList<>(List.of(heading(report.campaign())));
        if (!report.rows().isEmpty()) {
            parts.add(tables(report));
        }
        parts.add(facts(report));
        return String.join("\n\n", parts);
    }

    private String heading(Campaign campaign) {
        return look.bold("Campaign " + campaign.id() + " \"" + campaign.policy() + "\"") + " is "
                + state(campaign.state()) + ": " + campaign.state().sentence() + "."
                + (campaign.state() == CampaignState.SUCCEEDED ? "" : "\n" + look.wrapped(campaign.reason(), 2));
    }

    private String state(CampaignState state) {
        return switch (state) {
            case FAILED -> look.red(state.name());
            case PARTIAL, INTERRUPTED, PAUSED, PAUSING, CANCELLED, CANCELLING -> look.yellow(state.name());
            case PLANNED, RUNNING, SUCCEEDED -> look.bold(state.name());
        };
    }

    private static String tables(CampaignReport report) {
        var width = report.rows().values().stream()
                .mapToInt(rows -> Figures.count(rows).length())
                .max()
                .orElse(0);
        var table = TextTable.of("TABLE", " ".repeat(Math.max(0, width - 4)) + "GONE");
        report.rows().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<?, Long> entry) -> -entry.getValue())
                        .thenComparing(entry -> entry.getKey().toString()))
                .forEach(entry -> {
                    var count = Figures.count(entry.getValue());
                    table.row(entry.getKey(), " ".repeat(Math.max(width, 4) - count.length()) + count);
                });
        return table.toString();
    }

    private String facts(CampaignReport report) {
        var campaign = report.campaign();
        var counts = campaign.counts();
        var table = TextTable.plain();
        table.row(
                "Work",
                Figures.count(counts.rows(), "row", "rows") + " in "
                        + Figures.count(counts.chunks(), "chunk", "chunks") + ", "
                        + Figures.duration(campaign.ranFor())
                        + (counts.edited() > 0
                                ? ", " + Figures.count(counts.edited(), "kept row", "kept rows") + " changed"
                                : ""));
        var left = left(counts);
        if (!left.isEmpty()) {
            table.row("Left", left + " (coppice campaign show " + campaign.id() + " says why)");
        }
        report.archive()
                .ifPresentOrElse(
                        archive -> table.row(
                                "Archive",
                                archive.location() + ", " + Figures.count(archive.frames(), "frame", "frames") + ", "
                                        + Figures.bytes(archive.bytes())),
                        () -> table.row("Archive", "none"));
        table.row("Plan", campaign.planHash().substring(0, 12) + ", horizon " + campaign.horizon());
        table.row(
                "By", campaign.requested().actor() + ": " + campaign.requested().reason());
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private static String left(Campaign.Counts counts) {
        var left = new ArrayList<String>();
        if (counts.quarantined() > 0) {
            left.add(Figures.count(counts.quarantined()) + " quarantined");
        }
        if (counts.skipped() > 0) {
            left.add(Figures.count(counts.skipped()) + " skipped");
        }
        counts.skippedLocked()
                .filter(locked -> locked > 0)
                .ifPresent(locked -> left.add(Figures.count(locked) + " locked by others"));
        return String.join(", ", left);
    }
}
