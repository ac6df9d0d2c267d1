package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Watching;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;

/**
 * A policy that a server executes, and this process follows.
 *
 * @param root the command
 * @param server the server
 * @param policy the policy's name
 */
record PruningThere(CoppiceCommand root, Remote server, String policy) {
    /** Longer than servers take to go on with a campaign whose server has died. */
    private static final Duration LEFT_ALONE = Duration.ofMinutes(2);

    /** Asks for it, and follows it to its end. */
    int executed(CampaignOptions options) {
        var before = server.page(Call.get("campaigns").with("policy", policy).with("limit", 1), CampaignDocument.class);
        before.items().stream()
                .filter(campaign -> campaign.endedAt() == null)
                .forEach(found -> root.terminal()
                        .note("Campaign " + found.campaign() + " of this policy is unfinished (" + found.state()
                                + "): going on with it."));
        var call = Call.post("policies", policy, "campaigns")
                .with("approve", options.plan().orElse(null))
                .with("override", options.override().isPresent())
                .with("reason", options.act().reason());
        return followed(server.ask(call, CampaignDocument.class).campaign());
    }

    private int followed(long id) {
        var terminal = root.terminal();
        var line = new ProgressLine(terminal, Look.ofErrors(root.environment()));
        new Watching(() -> CampaignCommand.seen(server, id), terminal, line).untilIdle(LEFT_ALONE, () -> {
            line.end();
            terminal.note("No longer followed. The server goes on with it; to pause it:  "
                    + root.again("campaign", "pause", Long.toString(id), "--reason", "TEXT"));
        });
        var ended = CampaignCommand.seen(server, id);
        return new Endings(terminal, root.look(), root::again)
                .told(ended.campaign().reported(), ended.alive());
    }
}
