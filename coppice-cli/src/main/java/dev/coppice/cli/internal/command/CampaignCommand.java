package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.CampaignDocument;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ReportText;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.RootLeft;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Campaigns: the durable runs of policies. */
@Command(
        name = "campaign",
        description = "Look at campaigns, the durable runs of policies, and steer them.",
        subcommands = {
            CampaignCommand.Show.class,
            CampaignCommand.One.class,
            CampaignFollowing.Watch.class,
            CampaignFollowing.Join.class,
            CampaignSteering.Pause.class,
            CampaignSteering.Resume.class,
            CampaignSteering.Retune.class,
            CampaignSteering.Abort.class
        })
final class CampaignCommand extends CommandGroup {
    private static final int LEFT_READ = 200;
    private static final int KEYS_SHOWN = 5;

    /** The campaigns of a database whose schema this program works with. */
    static Campaigns in(Target target, CoppiceCommand root) {
        var database = target.connect(root.environment());
        new CoppiceSchema(database).requireCurrent();
        return Campaigns.on(database);
    }

    @Command(name = "list", description = "List the campaigns, newest first.")
    static final class Show extends DatabaseCommand {
        @Option(names = "--policy", paramLabel = "POLICY", description = "Those of one policy.")
        @Nullable
        String policy;

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var query = CampaignQuery.newest(page.limit);
            query = policy == null ? query : query.of(policy);
            var before = page.nextNumber();
            var listing = in(target, root()).list(before.isPresent() ? query.before(before.getAsLong()) : query);
            var items = listing.items().stream().map(CampaignDocument::of).toList();
            terminal()
                    .answer(
                            PageOptions.document(items, HoldCommand.next(listing.next())),
                            items.isEmpty() ? "There is no campaign." : table(listing.items()));
            return ExitCode.DONE;
        }

        private static String table(List<Campaign> campaigns) {
            var table = TextTable.of("CAMPAIGN", "POLICY", "STATE", "ROOTS", "ROWS", "STARTED", "BY");
            campaigns.forEach(campaign -> table.row(
                    campaign.id(),
                    campaign.policy(),
                    campaign.state(),
                    Figures.count(campaign.counts().roots()),
                    Figures.count(campaign.counts().rows()),
                    campaign.createdAt().truncatedTo(ChronoUnit.SECONDS),
                    campaign.requested().actor()));
            return table.toString();
        }
    }

    @Command(name = "show", description = "Show a campaign: what it has done, where its rows are, and what it left.")
    static final class One extends DatabaseCommand {
        @Parameters(paramLabel = "CAMPAIGN", description = "Its number.")
        long id;

        @Override
        protected int run(Target target) {
            var campaigns = in(target, root());
            var report = campaigns.report(id).orElseThrow(() -> Unknown.campaign(id));
            var campaign = report.campaign();
            var alive = campaign.state().working() && campaigns.alive(id);
            var left = campaigns.left(id, LEFT_READ);
            var ending = new Endings(terminal(), root().look(), root()::again);
            terminal()
                    .answer(
                            CampaignDocument.whole(report, alive, left),
                            new ReportText(root().look()).of(report)
                                    + left(left)
                                    + (campaign.state().ended() ? "" : ending.next(campaign, alive)));
            return ExitCode.DONE;
        }

        private static String left(List<RootLeft> left) {
            var text = new StringBuilder();
            var reasons = left.stream()
                    .collect(Collectors.groupingBy(
                            root -> (root.quarantined() ? "Quarantined, " : "Skipped, ") + root.code() + ": "
                                    + root.reason(),
                            LinkedHashMap::new,
                            Collectors.toList()));
            reasons.forEach((reason, roots) -> {
                text.append("\n\n").append(reason);
                roots.stream()
                        .limit(KEYS_SHOWN)
                        .forEach(root -> text.append("\n  ").append(String.join(", ", root.key())));
                if (roots.size() > KEYS_SHOWN) {
                    text.append("\n  and ")
                            .append(left.size() < LEFT_READ ? roots.size() - KEYS_SHOWN + " more" : "more");
                }
            });
            return text.toString();
        }
    }
}
