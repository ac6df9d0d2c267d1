package dev.coppice.server.document;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.Holds;
import dev.coppice.control.SchemaStatus;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignFigures;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.document.TargetDocument.Found;
import dev.coppice.server.document.TargetDocument.Run;
import dev.coppice.server.document.TargetDocument.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads what there is to know of a database at a glance. Locks nothing and writes nothing.
 *
 * @param database the database
 * @param transactions makes its transactions, and tells what goes wrong in them
 */
public record Glance(DataSource database, Transactions transactions) {
    private static final int PAGE = 200;

    /** Makes transactions on the database. */
    @FunctionalInterface
    public interface Transactions {
        /** Runs {@code work} in one. */
        <T> T run(Function<DSLContext, T> work);
    }

    /** All of it. */
    public Found look() {
        var postgres = version();
        var schema = new CoppiceSchema(database).status();
        return new Found(postgres, SchemaDocument.of(schema), schema instanceof SchemaStatus.Current ? work() : null);
    }

    private String version() {
        return transactions.run(
                transaction -> transaction.fetchSingle("SHOW server_version").get(0, String.class));
    }

    private Work work() {
        var campaigns = Campaigns.on(database);
        var figures = campaigns.figures();
        var runs = runs(campaigns, figures);
        return new Work(
                transactions.run(
                        transaction -> FreezeDocument.of(Freeze.in(transaction).state())),
                runs.stream()
                        .filter(campaign -> !campaign.state().ended())
                        .map(Glance::run)
                        .toList(),
                lastEnded(runs),
                figures.policies().values().stream()
                        .mapToLong(CampaignFigures.Done::quarantined)
                        .sum(),
                holds());
    }

    private static @Nullable Run lastEnded(List<Campaign> runs) {
        return runs.stream()
                .filter(campaign -> campaign.state().ended())
                .findFirst()
                .map(Glance::run)
                .orElse(null);
    }

    /** The newest campaigns, back to where all that are under way and one that has ended are among them. */
    private static List<Campaign> runs(Campaigns campaigns, CampaignFigures figures) {
        var underWay = underWay(figures);
        var found = new ArrayList<Campaign>();
        var next = OptionalLong.of(Long.MAX_VALUE);
        while (next.isPresent() && !enough(found, underWay)) {
            var page = campaigns.list(CampaignQuery.newest(PAGE).before(next.getAsLong()));
            found.addAll(page.items());
            next = page.next();
        }
        return found;
    }

    private static boolean enough(List<Campaign> found, long underWay) {
        var ended = found.stream().filter(campaign -> campaign.state().ended()).count();
        return ended > 0 && found.size() - ended >= underWay;
    }

    private static long underWay(CampaignFigures figures) {
        return figures.states().entrySet().stream()
                .filter(state -> !state.getKey().ended())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long holds() {
        return transactions.run(transaction -> {
            var holds = Holds.in(transaction);
            var counted = 0L;
            var next = OptionalLong.of(0);
            while (next.isPresent()) {
                var page = holds.list(HoldQuery.binding(PAGE).after(next.getAsLong()));
                counted += page.items().size();
                next = page.next();
            }
            return counted;
        });
    }

    private static Run run(Campaign campaign) {
        return new Run(
                campaign.id(),
                campaign.policy(),
                campaign.state().name(),
                campaign.stoppedBy().orElse(null),
                campaign.counts().rows(),
                campaign.createdAt(),
                campaign.endedAt().orElse(null));
    }
}
