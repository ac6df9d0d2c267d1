package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Watching;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.Optional;

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
        var before = newest();
        before.filter(campaign -> campaign.endedAt() == null)
                .ifPresent(found -> root.terminal()
                        .note("Campaign " + found.campaign() + " of this policy is unfinished (" + found.state()
                                + "): going on with it."));
        var call = Call.post("policies", policy, "campaigns")
                .with("approve", options.plan().orElse(null))
                .with("override", options.override().isPresent())
                .with("reason", options.act().reason());
        return followed(begun(call, before.map(CampaignDocument::campaign).orElse(0L)));
    }

    private Optional<CampaignDocument> newest() {
        var call = Call.get("campaigns").with("policy", policy).with("limit", 1);
        return server.page(call, CampaignDocument.class).items().stream().findFirst();
    }

    /**
     * A campaign to follow.
     *
     * @param id its number
     * @param accepted whether the server is known to have taken it up for this command
     */
    private record Begun(long id, boolean accepted) {}

    private Begun begun(Call call, long before) {
        try {
            return new Begun(server.ask(call, CampaignDocument.class).campaign(), true);
        } catch (CoppiceException lost) {
            if (lost.fault().effect() != Effect.UNKNOWN) {
                throw lost;
            }
            return underWay(before)
                    .orElseThrow(() -> lost.fault()
                            .next("See whether a campaign was begun:  "
                                    + root.again("campaign", "list", "--policy", policy))
                            .exception(lost));
        }
    }

    /** The one that was begun, or gone on with, by a call whose answer was lost. */
    private Optional<Begun> underWay(long before) {
        try {
            var found = newest().filter(campaign -> campaign.endedAt() == null || campaign.campaign() > before)
                    .map(campaign -> new Begun(campaign.campaign(), campaign.campaign() > before));
            found.ifPresent(begun -> root.terminal()
                    .note("The answer was lost. Campaign " + begun.id() + " of this policy is there: following it."));
            return found;
        } catch (CoppiceException away) {
            return Optional.empty();
        }
    }

    private int followed(Begun begun) {
        var id = begun.id();
        var terminal = root.terminal();
        var line = new ProgressLine(terminal, Look.ofErrors(root.environment()));
        var follower = server.following(CampaignCommand.followed(root, id, begun.accepted()));
        var watching = new Watching(() -> follower.look(there -> CampaignCommand.seen(there, id)), terminal, line);
        var ended = watching.untilIdle(LEFT_ALONE, () -> {
                    line.end();
                    terminal.note("No longer followed. The server goes on with it; to pause it:  "
                            + root.again("campaign", "pause", Long.toString(id), "--reason", "TEXT"));
                })
                .orElseThrow(follower::left);
        return new Endings(terminal, root.look(), true, root::again)
                .told(ended.campaign().reported(), ended.alive());
    }
}
