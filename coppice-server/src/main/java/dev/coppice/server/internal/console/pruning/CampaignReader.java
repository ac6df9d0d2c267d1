package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.AuditEntry;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.TableName;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignHistory;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignWorker;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.RootLeft;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Progress;
import dev.coppice.server.internal.console.pruning.CampaignView.Braked;
import dev.coppice.server.internal.console.pruning.CampaignView.Left;
import dev.coppice.server.internal.console.pruning.CampaignView.Pace;
import dev.coppice.server.internal.console.pruning.CampaignView.TableCount;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the page of one campaign. */
final class CampaignReader {
    private static final int SPANS = 120;
    private static final int LEFT_SHOWN = 50;
    private static final int TRAIL = 500;
    private static final int BRAKES = 200;

    private final Campaigns campaigns;
    private final HomeDatabase home;
    private final Expectations expectations;

    CampaignReader(PruningHost host, HomeDatabase home) {
        this.campaigns = Campaigns.on(host.source());
        this.home = home;
        this.expectations = new Expectations(host);
    }

    CampaignView read(long id, Notice notice) {
        var report = campaigns.report(id).orElseThrow(Pages::missing);
        var campaign = report.campaign();
        var history = campaigns.history(id, SPANS);
        var brakes = campaigns.brakes(id, BRAKES);
        return new CampaignView(
                CampaignRow.of(campaign),
                !campaign.state().ended(),
                braked(brakes),
                facts(report, campaigns),
                progress(campaign, history),
                chart(campaign, history, brakes),
                tables(report),
                campaigns.left(id, LEFT_SHOWN).stream()
                        .map(CampaignReader::left)
                        .toList(),
                report.archive().isPresent() ? ArchivePages.address(id) : "",
                CampaignActs.of(campaign),
                notice);
    }

    List<ActForm> acts(long id) {
        return CampaignActs.of(campaigns.find(id).orElseThrow(Pages::missing));
    }

    private static List<Braked> braked(List<BrakeSpan> brakes) {
        return brakes.stream()
                .filter(span -> span.ended().isEmpty())
                .map(span -> new Braked(
                        new Badge(span.brake().slows() ? "slowed" : "held", Tone.WARN),
                        "by " + span.brake().word() + " since " + Texts.time(span.began()) + ": " + span.reason()))
                .toList();
    }

    private static List<PolicyFacts.Fact> facts(CampaignReport report, Campaigns campaigns) {
        var campaign = report.campaign();
        var facts = new ArrayList<PolicyFacts.Fact>();
        facts.add(PolicyFacts.Fact.words(
                "Asked for",
                "by " + campaign.requested().actor() + " at " + Texts.time(campaign.createdAt()) + ": "
                        + campaign.requested().reason()));
        facts.add(PolicyFacts.Fact.words(
                "Goes", "rows of " + campaign.table() + " older than " + Texts.time(campaign.horizon())));
        facts.add(PolicyFacts.Fact.code(
                "Plan",
                campaign.planHash()
                        .substring(0, Math.min(12, campaign.planHash().length()))));
        if (campaign.state().working()) {
            var workers = campaigns.workers(campaign.id());
            var processes =
                    workers.stream().map(CampaignWorker::owner).distinct().count();
            facts.add(PolicyFacts.Fact.words(
                    "Workers",
                    Texts.count(workers.size(), "worker", "workers") + " in "
                            + Texts.count(processes, "process", "processes")));
        }
        campaign.stoppedBy().ifPresent(word -> facts.add(PolicyFacts.Fact.code("Stopped by", word)));
        campaign.endedAt().ifPresent(at -> facts.add(PolicyFacts.Fact.words("Ended", Texts.time(at))));
        facts.add(PolicyFacts.Fact.words(
                "Archive",
                report.archive()
                        .map(archive -> archive.location() + ", " + Texts.count(archive.frames(), "frame", "frames")
                                + ", " + Texts.bytes(archive.bytes()))
                        .orElse("none: what is deleted is gone for good")));
        return facts;
    }

    private Pace progress(Campaign campaign, CampaignHistory history) {
        var expected = expectations
                .of(campaign)
                .filter(all -> all.roots() >= campaign.counts().roots() && all.roots() > 0);
        var says = expected.map(all -> says(campaign, history, all)).orElse("");
        return new Pace(
                figures(campaign),
                expected.filter(Expectations.Expected::exact)
                        .map(all -> new Progress(campaign.counts().roots(), all.roots(), says))
                        .orElse(null),
                says);
    }

    private static List<Fact> figures(Campaign campaign) {
        var counts = campaign.counts();
        var figures = new ArrayList<Fact>();
        figures.add(Fact.of("Rows gone", Texts.grouped(counts.rows())));
        figures.add(Fact.of("Of its own table", Texts.grouped(counts.roots())));
        figures.add(Fact.of("Rows changed", Texts.grouped(counts.edited())));
        figures.add(Fact.of("Chunks", Texts.grouped(counts.chunks())));
        figures.add(Fact.of("Passed over", Texts.grouped(counts.skipped())));
        figures.add(Fact.of("Set aside", Texts.grouped(counts.quarantined())));
        counts.skippedLocked().ifPresent(locked -> figures.add(Fact.of("Left locked", Texts.grouped(locked))));
        figures.add(Fact.of("Worked for", Texts.span(campaign.ranFor())));
        return figures;
    }

    /** A percentage only where the whole is known; a time only where rows have gone. */
    private static String says(Campaign campaign, CampaignHistory history, Expectations.Expected all) {
        var gone = campaign.counts().roots();
        var says = Texts.grouped(gone) + " of " + (all.exact() ? "" : "about ")
                + Texts.count(all.roots(), "row", "rows") + " of " + campaign.table() + " are gone";
        if (history.spans().isEmpty() || gone == 0) {
            return says + ".";
        }
        var worked = history.spans().getLast().worked().toMillis();
        var left = Duration.ofMillis(worked * (all.roots() - gone) / gone);
        return says + "; at its rate, the rest takes " + (left.toSeconds() < 1 ? "less than 1 s" : Texts.span(left))
                + ".";
    }

    private CampaignChart chart(Campaign campaign, CampaignHistory history, List<BrakeSpan> brakes) {
        var trail = history.rests().isEmpty() ? List.<AuditEntry>of() : trail(campaign.id());
        return ChartDrawing.of(
                history,
                campaign.tuning().chunkTime(),
                rest -> held(rest, brakes).orElseGet(() -> why(rest, trail)));
    }

    /** The brake that held it for the greater part of a rest. */
    private static Optional<String> held(CampaignHistory.Rest rest, List<BrakeSpan> brakes) {
        return brakes.stream()
                .filter(span -> !span.brake().slows()
                        && within(rest, span).compareTo(rest.length().dividedBy(2)) > 0)
                .max(Comparator.comparing(span -> within(rest, span)))
                .map(span -> "Held by " + span.brake().word() + ": " + span.reason());
    }

    private static Duration within(CampaignHistory.Rest rest, BrakeSpan span) {
        var from = span.began().isAfter(rest.from()) ? span.began() : rest.from();
        var to = span.ended().filter(rest.to()::isAfter).orElse(rest.to());
        return Duration.between(from, to);
    }

    private List<AuditEntry> trail(long id) {
        return home.transaction(db -> AuditTrail.in(db)
                .list(AuditQuery.newest(TRAIL).on("campaign/" + id))
                .items());
    }

    private static String why(CampaignHistory.Rest rest, List<AuditEntry> trail) {
        return trail.stream()
                .filter(entry -> entry.event().action().equals("campaign.paused"))
                .filter(entry -> !entry.recordedAt().isBefore(rest.from().minusSeconds(5))
                        && entry.recordedAt().isBefore(rest.to()))
                .findFirst()
                .map(entry -> "Paused by " + entry.event().actor() + ": "
                        + entry.event().reason().orElse("") + ".")
                .orElse("No chunk went: it waited, or no process worked on it.");
    }

    private static List<TableCount> tables(CampaignReport report) {
        return report.rows().entrySet().stream()
                .sorted(Map.Entry.<TableName, Long>comparingByValue().reversed())
                .map(each -> new TableCount(each.getKey().toString(), Texts.grouped(each.getValue())))
                .toList();
    }

    private static Left left(RootLeft root) {
        return new Left(
                String.join(", ", root.key()),
                root.quarantined() ? "set aside" : "passed over",
                root.code(),
                root.reason());
    }
}
