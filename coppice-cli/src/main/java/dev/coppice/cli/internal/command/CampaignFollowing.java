package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.cli.internal.pruning.Watching;
import dev.coppice.prune.Campaign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Following a campaign that another process executes. */
final class CampaignFollowing {
    private CampaignFollowing() {}

    /** What both have in common: they read, and end like an execution. */
    abstract static class Following extends DatabaseCommand {
        @Parameters(paramLabel = "CAMPAIGN", description = "Its number.")
        long id;

        @Override
        final int run(Target target) {
            var campaigns = CampaignCommand.in(target, root());
            var line = new ProgressLine(terminal(), Look.ofErrors(root().environment()));
            follow(new Watching(campaigns, terminal(), line));
            var report = campaigns.report(id).orElseThrow(() -> Unknown.campaign(id));
            return new Endings(terminal(), root().look(), root()::again).told(report, campaigns.alive(id));
        }

        abstract Campaign follow(Watching watching);
    }

    @Command(
            name = "watch",
            description =
                    "Follow a campaign until it has ended, through pauses too. It only reads; the exit code is that "
                            + "of the execution.")
    static final class Watch extends Following {
        @Override
        Campaign follow(Watching watching) {
            return watching.untilEnded(id);
        }
    }

    @Command(
            name = "join",
            description =
                    "Follow a campaign as if it were executed here: until it has ended, or its process has left or "
                            + "died; then it says how to go on.")
    static final class Join extends Following {
        @Override
        Campaign follow(Watching watching) {
            return watching.untilLeft(id);
        }
    }
}
