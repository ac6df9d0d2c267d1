package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.cli.internal.pruning.Watching;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Following a campaign that another process executes. */
final class CampaignFollowing {
    private CampaignFollowing() {}

    /** What both have in common: they read, and end like an execution. */
    abstract static class Following extends DatabaseCommand {
        @Parameters(paramLabel = "CAMPAIGN", description = "Its number.")
        long id;

        @Override
        protected final int run(Target target) {
            var campaigns = CampaignCommand.in(target, root());
            var line = new ProgressLine(terminal(), Look.ofErrors(root().environment()));
            new Watching(campaigns, terminal(), line).untilIdle(id, idle());
            var report = campaigns.report(id).orElseThrow(() -> Unknown.campaign(id));
            return new Endings(terminal(), root().look(), root()::again).told(report, campaigns.alive(id));
        }

        /** For how long nobody may work on it. */
        abstract Duration idle();
    }

    @Command(
            name = "watch",
            description =
                    "Follow a campaign until it has ended, whoever goes on with it. It only reads; the exit code is that "
                            + "of the execution. Ctrl-C ends it and not the campaign.")
    static final class Watch extends Following {
        @Option(
                names = "--idle",
                paramLabel = "TIME",
                converter = CampaignSteering.Time.class,
                description = "End when nobody has worked on it for so long, as when it is paused; 10m by default.")
        Duration idle = Duration.ofMinutes(10);

        @Override
        Duration idle() {
            return idle;
        }
    }

    @Command(
            name = "join",
            description =
                    "Follow a campaign as if it were executed here: until it has ended, or its process has left or "
                            + "died; then it says how to go on.")
    static final class Join extends Following {
        @Override
        Duration idle() {
            return Duration.ZERO;
        }
    }
}
