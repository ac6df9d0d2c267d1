package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Follower.Work;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.ReportText;
import dev.coppice.cli.internal.pruning.Unknown;
import dev.coppice.cli.internal.pruning.Watching.Seen;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.RootLeft;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.CursorPage;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
            CampaignSteering.CarryOn.class,
            CampaignSteering.Retune.class,
            CampaignSteering.Abort.class
        })
final class CampaignCommand extends CommandGroup {
    private static final int LEFT_READ = 200;
    private static final int BRAKES_READ = 20;
    private static final int KEYS_SHOWN = 5;

    /** The campaigns of a database whose schema this program works with. */
    static Campaigns in(Target target, CoppiceCommand root) {
        var database = target.connect(root.environment());
        new CoppiceSchema(database).requireCurrent();
        return Campaigns.on(database);
    }

    /** A campaign as a server sees it. */
    static CampaignDocument found(Remote server, long id) {
        return server.find(Call.get("campaigns", id), CampaignDocument.class).orElseThrow(() -> Unknown.campaign(id));
    }

    /** How it stands there. */
    static Seen seen(Remote server, long id) {
        var campaign = found(server, id);
        return new Seen(campaign, alive(campaign));
    }

    /** It, as something to follow. */
    static Work followed(CoppiceCommand root, long id, boolean accepted) {
        return new Work("Campaign " + id, accepted, root.again("campaign", "watch", Long.toString(id)));
    }

    private static boolean alive(CampaignDocument campaign) {
        return Boolean.TRUE.equals(campaign.alive());
    }

    @Command(name = "list", description = "List the campaigns, newest first.")
    static final class Show extends ListingCommand<CampaignDocument> {
        @Option(names = "--policy", paramLabel = "POLICY", description = "Those of one policy.")
        @Nullable
        String policy;

        @Override
        CursorPage<CampaignDocument> page(Target target) {
            var query = CampaignQuery.newest(page.limit);
            query = policy == null ? query : query.of(policy);
            var before = page.nextNumber();
            var campaigns = in(target, root());
            var listing = campaigns.list(before.isPresent() ? query.before(before.getAsLong()) : query);
            return new CursorPage<>(
                    listing.items().stream()
                            .map(each -> listed(campaigns, each))
                            .toList(),
                    HoldCommand.next(listing.next()));
        }

        private static CampaignDocument listed(Campaigns campaigns, Campaign campaign) {
            var working = campaign.state().working();
            return CampaignDocument.listed(campaign, working ? campaigns.workers(campaign.id()) : List.of());
        }

        @Override
        protected int run(Remote server) {
            var call = page.numbered(Call.get("campaigns").with("policy", policy));
            return told(server.page(call, CampaignDocument.class));
        }

        @Override
        Comparator<CampaignDocument> order() {
            return Comparator.comparing(CampaignDocument::startedAt).reversed();
        }

        @Override
        Shown<CampaignDocument> shown() {
            return new Shown<>(
                    List.of("CAMPAIGN", "POLICY", "STATE", "ROOTS", "ROWS", "STARTED", "BY", "WORKERS"),
                    campaign -> new Object[] {
                        campaign.campaign(),
                        campaign.policy(),
                        campaign.state(),
                        Figures.count(campaign.roots()),
                        Figures.count(campaign.allRows()),
                        campaign.startedAt().truncatedTo(ChronoUnit.SECONDS),
                        campaign.requestedBy(),
                        campaign.workers() == null ? "" : campaign.workers().size()
                    },
                    "There is no campaign.");
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
            var alive = report.campaign().state().working() && campaigns.alive(id);
            return told(CampaignDocument.whole(
                    report,
                    alive,
                    alive ? campaigns.workers(id) : List.of(),
                    campaigns.left(id, LEFT_READ),
                    campaigns.brakes(id, BRAKES_READ),
                    campaigns.window(id)));
        }

        @Override
        protected int run(Remote server) {
            return told(found(server, id));
        }

        private int told(CampaignDocument campaign) {
            var ending = new Endings(terminal(), root().look(), root().asksServer(), root()::again);
            var left = campaign.left() == null ? List.<RootLeft>of() : campaign.left();
            terminal()
                    .answer(
                            campaign,
                            new ReportText(root().look()).of(campaign)
                                    + left(left)
                                    + (ended(campaign) ? "" : ending.next(campaign, alive(campaign))));
            return ExitCode.DONE;
        }

        private static boolean ended(CampaignDocument campaign) {
            return CampaignState.valueOf(campaign.state()).ended();
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
