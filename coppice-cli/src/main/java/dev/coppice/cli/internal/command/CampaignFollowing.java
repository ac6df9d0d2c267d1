package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.cli.internal.pruning.Watching;
import dev.coppice.cli.internal.pruning.Watching.Seen;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Following a campaign that another process executes. */
final class CampaignFollowing {
    /** Those that hold come first. */
    private static final int BRAKES = 10;

    private CampaignFollowing() {}

    /** What both have in common: they read, and end like an execution. */
    abstract static class Following extends DatabaseCommand {
        @Parameters(paramLabel = "CAMPAIGN", description = "Its number.")
        long id;

        @Override
        protected int run(Target target) {
            var campaigns = CampaignCommand.in(target, root());
            follow(() -> Optional.of(new Seen(
                    CampaignDocument.of(
                            campaigns.find(id).orElseThrow(() -> Unknown.campaign(id)),
                            campaigns.brakes(id, BRAKES),
                            campaigns.workers(id)),
                    campaigns.alive(id))));
            var report = campaigns.report(id).orElseThrow(() -> Unknown.campaign(id));
            return told(CampaignDocument.of(report), campaigns.alive(id));
        }

        @Override
        protected int run(Remote server) {
            var follower = server.following(CampaignCommand.followed(root(), id, false));
            var ended = follow(() -> follower.look(there -> CampaignCommand.seen(there, id)))
                    .orElseThrow(follower::left);
            return told(ended.campaign().reported(), ended.alive());
        }

        private Optional<Seen> follow(Supplier<Optional<Seen>> look) {
            var line = new ProgressLine(terminal(), Look.ofErrors(root().environment()));
            return new Watching(look, terminal(), line).untilIdle(idle(), () -> {});
        }

        private int told(CampaignDocument campaign, boolean alive) {
            return new Endings(terminal(), root().look(), root().asksServer(), root()::again).told(campaign, alive);
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
                            + "died; then it says how to go on. With --workers it works on it as well, as one more process.")
    static final class Join extends Following {
        @Option(
                names = "--workers",
                paramLabel = "N",
                description = "Work on it with so many workers, by the policy that is declared here.")
        @Nullable
        Integer workers;

        @Override
        protected int run(Target target) {
            var number = workers;
            if (number == null) {
                return super.run(target);
            }
            if (number < 1 || number > PolicyConfig.MOST_WORKERS) {
                throw wrong("--workers must be 1 to " + PolicyConfig.MOST_WORKERS + ", was: " + number);
            }
            return new CampaignJoining(root(), terminal()).work(target, id, number);
        }

        @Override
        protected int run(Remote server) {
            if (workers != null) {
                throw wrong("--workers is for work in this process; a server has as many as its policy says");
            }
            return super.run(server);
        }

        private ParameterException wrong(String what) {
            return new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), what);
        }

        @Override
        Duration idle() {
            return Duration.ZERO;
        }
    }
}
