package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import java.util.function.Function;

/**
 * How a command that followed a campaign to where it stands now ends: the report, what to do next, and the exit code.
 *
 * @param terminal where it speaks
 * @param look where the answer is read
 * @param typed makes a command to type from its words
 */
public record Endings(Terminal terminal, Look look, Function<String[], String> typed) {
    private static final String FROZEN = "freeze";

    /** Tells what has become of a campaign that {@code alive} says a process still works on. */
    public int told(CampaignReport report, boolean alive) {
        var campaign = report.campaign();
        terminal.answer(CampaignDocument.of(report), new ReportText(look).of(report) + next(campaign, alive));
        return exitCode(campaign);
    }

    /** What can be done next; empty when nothing is to be done. */
    public String next(Campaign campaign, boolean alive) {
        return campaign.state().working() && !alive
                ? "\n\nNo process works on it any more. To go on:  " + typed("prune", campaign.policy(), "--execute")
                : next(campaign);
    }

    private String next(Campaign campaign) {
        var id = Long.toString(campaign.id());
        return switch (campaign.state()) {
            case SUCCEEDED, CANCELLED -> "";
            case PARTIAL ->
                campaign.stoppedBy().filter(word -> word.startsWith("limit.")).isPresent()
                        ? "\n\nTo take more, in another campaign:  " + typed("prune", campaign.policy(), "--execute")
                        : "\n\nWhat was left and why:  " + typed("campaign", "show", id);
            case FAILED -> "\n\nWhat was left and why:  " + typed("campaign", "show", id);
            case INTERRUPTED, PLANNED -> "\n\nTo go on:  " + typed("prune", campaign.policy(), "--execute");
            case PAUSED ->
                "\n\nTo go on:  " + typed("campaign", "resume", id, "--reason", "TEXT") + "\n     then:  "
                        + typed("prune", campaign.policy(), "--execute");
            case RUNNING, PAUSING, CANCELLING -> "\n\nTo follow it:  " + typed("campaign", "join", id);
        };
    }

    private String typed(String... words) {
        return typed.apply(words);
    }

    /** The exit code that tells of a campaign's state. */
    public static int exitCode(Campaign campaign) {
        if (campaign.state() == CampaignState.INTERRUPTED
                && campaign.counts().chunks() == 0
                && campaign.stoppedBy().filter(FROZEN::equals).isPresent()) {
            return ExitCode.REFUSED;
        }
        return switch (campaign.state()) {
            case SUCCEEDED -> ExitCode.DONE;
            case FAILED -> ExitCode.FAILED;
            case PLANNED, RUNNING, PAUSING, PAUSED, INTERRUPTED, CANCELLING, CANCELLED, PARTIAL -> ExitCode.PARTIAL;
        };
    }
}
