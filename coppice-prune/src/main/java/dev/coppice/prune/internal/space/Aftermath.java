package dev.coppice.prune.internal.space;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.TableSpace;
import dev.coppice.prune.TableSpace.Vacuum;
import dev.coppice.prune.internal.brake.Governor;
import dev.coppice.prune.internal.brake.Held;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.ledger.TableLedger;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sizes before a campaign and after it, and the vacuum in between where the policy wants one. Nothing of it decides how a
 * campaign ends: what cannot be measured or vacuumed is left out, and said. For the thread that executes the campaign.
 *
 * @param database where
 * @param policy the policy
 * @param listener who may want the process to leave
 * @param patience how long vacuums wait for brakes to let go, all of them together
 */
public record Aftermath(DataSource database, CheckedPolicy policy, CampaignListener listener, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Waits a minute for brakes. */
    public Aftermath(DataSource database, CheckedPolicy policy, CampaignListener listener) {
        this(database, policy, listener, Duration.ofMinutes(1));
    }

    /** Notes how large the tables are, unless an earlier process has. */
    public void before(long campaign) {
        attempt(
                campaign,
                dsl -> dsl.connection(connection -> {
                    var measuring = new Measuring(new Sql(connection));
                    var ledger = new SpaceLedger(dsl, campaign);
                    policy.closure()
                            .goingTables()
                            .forEach(table -> ledger.before(table.name(), measuring.bytes(table)));
                }));
    }

    /** Vacuums what rows were taken from, if the policy wants that, and measures all. */
    public void after(Campaign campaign) {
        if (policy.policy().config().vacuum()) {
            vacuum(campaign);
        }
        attempt(
                campaign.id(),
                dsl -> dsl.connection(connection -> {
                    var measuring = new Measuring(new Sql(connection));
                    var ledger = new SpaceLedger(dsl, campaign.id());
                    ledger.list().stream()
                            .filter(known -> policy.closure().tables().containsKey(known.table()))
                            .forEach(known -> ledger.after(known.table(), after(campaign, measuring, known)));
                }));
    }

    private TableSpace.After after(Campaign campaign, Measuring measuring, TableSpace known) {
        return measuring.after(campaign.id(), policy.closure().table(known.table()), known.before());
    }

    private void vacuum(Campaign campaign) {
        try (var governor = new Governor(
                database,
                campaign.id(),
                policy.policy().config().brakes(),
                policy.closure().goingTables().stream().map(ClosureTable::oid).toList())) {
            governor.tuned(campaign.tuning().brakes());
            var until = System.nanoTime() + patience.toNanos();
            for (var table : taken(campaign.id())) {
                var outcome = vacuumed(governor, until, table);
                LOG.info(
                        "campaign={} vacuumed={} took={} skipped=\"{}\"",
                        campaign.id(),
                        table,
                        outcome.took(),
                        outcome.skipped().orElse(""));
                attempt(campaign.id(), dsl -> new SpaceLedger(dsl, campaign.id()).vacuumed(table.name(), outcome));
            }
        } catch (DataAccessException unable) {
            LOG.info("campaign={} was not vacuumed after: {}", campaign.id(), unable.getMessage());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ClosureTable> taken(long campaign) {
        var deleted = DSL.using(database, SQLDialect.POSTGRES)
                .transactionResult(configuration -> new TableLedger(configuration.dsl()).deleted(campaign));
        return policy.closure().goingTables().stream()
                .filter(table -> deleted.containsKey(table.name()))
                .toList();
    }

    private Vacuum vacuumed(Governor governor, long until, ClosureTable table) throws InterruptedException {
        var held = held(governor, until);
        if (listener.stopRequested()) {
            return new Vacuum(Optional.of("The process was asked to stop."), Duration.ZERO);
        }
        return held.isPresent()
                ? new Vacuum(held, Duration.ZERO)
                : new Vacuuming(database, listener::stopRequested).vacuum(table);
    }

    /** Waits until no brake stops; what still does, as a sentence. */
    private Optional<String> held(Governor governor, long until) throws InterruptedException {
        var verdict = governor.verdict();
        while (verdict.stops() && System.nanoTime() < until && !listener.stopRequested()) {
            governor.await(verdict, LOOK);
            verdict = governor.verdict();
        }
        if (!verdict.stops()) {
            return Optional.empty();
        }
        var reasons = verdict.held().stream().map(Held::reason).collect(Collectors.joining(" "));
        return Optional.of(reasons.isEmpty() ? "Its brakes could not be read in time." : "A brake held: " + reasons);
    }

    private void attempt(long campaign, Consumer<DSLContext> work) {
        try {
            DSL.using(database, SQLDialect.POSTGRES).transaction(configuration -> {
                configuration.dsl().execute("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '30s'");
                work.accept(configuration.dsl());
            });
        } catch (DataAccessException | SqlFailure unable) {
            LOG.info("campaign={} space was not noted: {}", campaign, unable.getMessage());
        }
    }
}
