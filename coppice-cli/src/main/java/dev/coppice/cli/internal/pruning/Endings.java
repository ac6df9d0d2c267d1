package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.document.CampaignDocument;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a command that followed a campaign to where it stands now ends: the report, what to do next, and the exit code.
 *
 * @param terminal where it speaks
 * @param look where the answer is read
 * @param servers whether servers carry on what is resumed
 * @param typed makes a command to type from its words
 */
public record Endings(Terminal terminal, Look look, boolean servers, Function<String[], String> typed) {
    private static final String FROZEN = "freeze";
    private static final String ERASURE = "subject:";
    private static final String WINDOW = "window";

    /** Tells what has become of a campaign that {@code alive} says a process still works on. */
    public int told(CampaignDocument campaign, boolean alive) {
        terminal.answer(campaign, new ReportText(look).of(campaign) + next(campaign, alive));
        return exitCode(campaign);
    }

    /** What can be done next; empty when nothing is to be done. */
    public String next(CampaignDocument campaign, boolean alive) {
        return state(campaign).working() && !alive
                ? "\n\nNo process works on it any more. To go on:  " + goneOn(campaign)
                : next(campaign);
    }

    private String next(CampaignDocument campaign) {
        var id = Long.toString(campaign.campaign());
        return switch (state(campaign)) {
            case SUCCEEDED, CANCELLED -> "";
            case PARTIAL ->
                stoppedBy(campaign).startsWith("limit.")
                        ? "\n\nTo take more, in another campaign:  " + goneOn(campaign)
                        : "\n\nWhat was left and why:  " + typed("campaign", "show", id);
            case FAILED -> "\n\nWhat was left and why:  " + typed("campaign", "show", id);
            case INTERRUPTED, PLANNED ->
                (stoppedBy(campaign).equals(WINDOW) ? "\n\nTo go on then:  " : "\n\nTo go on:  ") + goneOn(campaign);
            case PAUSED ->
                "\n\nTo go on:  " + typed("campaign", "resume", id, "--reason", "TEXT")
                        + (servers ? "" : "\n     then:  " + goneOn(campaign));
            case RUNNING, PAUSING, CANCELLING -> "\n\nTo follow it:  " + typed("campaign", "join", id);
        };
    }

    /** The command that goes on. The campaign of an erasure is named by the kind of its subject; who that is must be told again. */
    public String goneOn(CampaignDocument campaign) {
        var policy = campaign.policy();
        return policy.startsWith(ERASURE) && policy.contains("#")
                ? typed(
                        "erase",
                        "--subject",
                        policy.substring(ERASURE.length(), policy.lastIndexOf('#')) + ":KEY",
                        "--execute",
                        "--reason",
                        "TEXT")
                : typed("prune", policy, "--execute");
    }

    private String typed(String... words) {
        return typed.apply(words);
    }

    /** The exit code that tells of a campaign's state. */
    public static int exitCode(CampaignDocument campaign) {
        var state = state(campaign);
        if (state == CampaignState.INTERRUPTED
                && campaign.chunks() == 0
                && stoppedBy(campaign).equals(FROZEN)) {
            return ExitCode.REFUSED;
        }
        return switch (state) {
            case SUCCEEDED -> ExitCode.DONE;
            case FAILED -> ExitCode.FAILED;
            case PLANNED, RUNNING, PAUSING, PAUSED, INTERRUPTED, CANCELLING, CANCELLED, PARTIAL -> ExitCode.PARTIAL;
        };
    }

    private static CampaignState state(CampaignDocument campaign) {
        return CampaignState.valueOf(campaign.state());
    }

    private static String stoppedBy(CampaignDocument campaign) {
        return Optional.ofNullable(campaign.stoppedBy()).orElse("");
    }
}
