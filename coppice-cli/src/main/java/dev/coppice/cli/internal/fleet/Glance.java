package dev.coppice.cli.internal.fleet;

import dev.coppice.cli.internal.connect.ConnectionFaults;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.fleet.TargetDocument.Found;
import dev.coppice.cli.internal.fleet.TargetDocument.Run;
import dev.coppice.cli.internal.fleet.TargetDocument.Work;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.Holds;
import dev.coppice.control.SchemaStatus;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignFigures;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.document.FreezeDocument;
import dev.coppice.server.document.SchemaDocument;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what there is to know of a database at a glance. Locks nothing and writes nothing.
 *
 * @param database the database
 */
public record Glance(DataSource database) {
    private static final int PAGE = 200;

    /** All of it. */
    public Found look() {
        var postgres = version();
        var schema = new CoppiceSchema(database).status();
        return new Found(postgres, SchemaDocument.of(schema), schema instanceof SchemaStatus.Current ? work() : null);
    }

    private String version() {
        try (var connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException failure) {
            throw ConnectionFaults.broken(failure, false)
                    .orElseThrow(() -> new IllegalStateException("the version could not be read", failure))
                    .exception(failure);
        }
    }

    private Work work() {
        var campaigns = Campaigns.on(database);
        var figures = campaigns.figures();
        var runs = runs(campaigns, figures);
        var transactions = Transactions.of(database);
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
                holds(transactions));
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

    private static long holds(Transactions transactions) {
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
