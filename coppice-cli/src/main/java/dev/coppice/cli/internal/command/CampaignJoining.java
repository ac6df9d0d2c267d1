package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Running;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.control.Act;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.server.document.CampaignDocument;

/**
 * Working on a campaign beside those who do.
 *
 * @param root the command
 * @param terminal where it speaks
 */
record CampaignJoining(CoppiceCommand root, Terminal terminal) {
    /** Does it with so many workers in this process, until the campaign has come to a stop. */
    int work(Target target, long id, int workers) {
        var campaigns = CampaignCommand.in(target, root);
        var campaign = campaigns.find(id).orElseThrow(() -> Unknown.campaign(id));
        var policy = DeclaredPolicies.of(target).named(campaign.policy());
        var who = Act.of(System.getProperty("user.name"), "joined from the command line");
        var line = new ProgressLine(terminal, Look.ofErrors(root.environment()));
        var report = new Running(campaigns, terminal, line)
                .join(id, policy, CampaignOptions.by(who).workers(workers));
        return new Endings(terminal, root.look(), false, root::again)
                .told(CampaignDocument.of(report), campaigns.alive(id));
    }
}
