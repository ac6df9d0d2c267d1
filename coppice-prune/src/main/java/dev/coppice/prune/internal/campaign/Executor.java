package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Leases;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.Tuning;
import dev.coppice.prune.internal.ledger.ArchiveLedger;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.NewCampaign;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.TableLedger;
import dev.coppice.prune.internal.ledger.UsualLedger;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.partition.PartitionLedger;
import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.SqlFailure;
import dev.coppice.prune.internal.space.Aftermath;
import dev.coppice.prune.internal.space.SpaceLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes a policy once: finds its unfinished campaign or creates one, works on it, and says what came of it. */
public final class Executor {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    /** How large a table may be to be counted for its share; the statistics of a larger one are near enough. */
    private static final long EXACT_BELOW = 1_000_000;

    /** So often a process that has nothing left to do looks whether the others still live. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Transacting transactions;
    private final PlanContract contract;
    private final Leases leases;
    private final Hours hours;
    private Work work;

    /** An execution of a policy. */
    public Executor(Work work) {
        this.work = work;
        this.transactions = new Transacting(work.database());
        this.contract = work.contract();
        this.leases = new Leases(work.database());
        this.hours = Hours.of(work);
    }

    /** Does it. */
    public CampaignReport execute() {
        prepare();
        return worked(found((transaction, campaign) -> {}), false);
    }

    /** Finds the campaign or creates it, and no more; with other rows in the same transaction. */
    public Campaign begin(BiConsumer<DSLContext, Campaign> together) {
        requireKeepable();
        hours.requireOpen(transactions);
        return found(hours.noted(together)).campaign();
    }

    /** Works on this campaign and no other, on which nobody works. */
    public CampaignReport carryOn(long id) {
        return worked(meant(id, "carried on"), false);
    }

    /** Works on this campaign beside those who do, if its policy lets more than one. */
    public CampaignReport join(long id) {
        return worked(meant(id, "joined"), !alone(work));
    }

    /** Whether nobody may work beside another: partitions are dropped by one. */
    static boolean alone(Work work) {
        return work.policy().policy().config().partitions() == Partitions.DROP;
    }

    private Standing meant(long id, String verb) {
        prepare();
        var standing = transactions
                .again(work.hooks().waiter(), dsl -> new CampaignLedger(dsl).find(id))
                .orElseThrow(() -> CampaignFaults.unknown(id).exception());
        var campaign = standing.campaign();
        if (campaign.state().ended() || !campaign.policy().equals(contract.policy())) {
            throw CampaignFaults.wrongState(campaign, verb).exception();
        }
        requireSame(standing);
        expect(campaign);
        return standing;
    }

    private void prepare() {
        requireKeepable();
        hours.requireOpen(transactions);
        describeEarlier();
    }

    private void requireKeepable() {
        if (work.policy().policy().config().archive().isPresent()) {
            Archived.requireRestorable(work);
            ArchiveKey.requireUsable(work.policy().policy());
        }
    }

    private CampaignReport worked(Standing standing, boolean beside) {
        var id = standing.campaign().id();
        var aftermath = new Aftermath(work.database(), work.policy(), work.listener());
        try {
            var crew = new Crew(work, transactions, leases, () -> {
                aftermath.before(id);
                transactions.again(work.hooks().waiter(), dsl -> hours.note(dsl, standing.campaign()));
            });
            var step = crew.work(standing, beside);
            while (step instanceof Step.Left left && !left.hindered() && orphaned(id)) {
                step = crew.work(standing, true);
            }
            var report = report(id);
            if (!(step instanceof Step.Stop) || !report.campaign().state().ended()) {
                return report;
            }
            // The leases are given back: the policy's next campaign need not wait for a vacuum.
            aftermath.after(report.campaign());
            return report(id);
        } catch (DataAccessException | SqlFailure failure) {
            throw CampaignFaults.unreachable(id, Trouble.of(failure).sentence()).exception(failure);
        }
    }

    /** Waits until the campaign has come to a stop, or until nobody works on it who could bring it there. */
    private boolean orphaned(long id) {
        while (!work.listener().stopRequested() && transactions.run(dsl -> working(dsl, id))) {
            if (!transactions.run(dsl -> new WorkerLedger(dsl).alive(id))) {
                return true;
            }
            try {
                work.hooks().waiter().await(LOOK);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean working(DSLContext dsl, long id) {
        return new CampaignLedger(dsl).find(id).orElseThrow().campaign().state().working();
    }

    /** Catches up on manifests that could not be written when their campaign ended. */
    private void describeEarlier() {
        var name = work.policy().policy().name();
        for (var standing :
                transactions.again(work.hooks().waiter(), dsl -> new CampaignLedger(dsl).undescribed(name))) {
            try (var store = ArchiveStores.open(standing.campaign().archive().orElseThrow())) {
                new Archived(
                                work,
                                Crew.archive(work, standing, store),
                                Slot.first(standing.campaign().id()))
                        .describe(standing);
            } catch (CoppiceException unwritten) {
                LOG.warn(
                        "campaign={} manifest was not written: {}",
                        standing.campaign().id(),
                        unwritten.getMessage());
            }
        }
    }

    private Standing found(BiConsumer<DSLContext, Campaign> together) {
        while (true) {
            var unfinished = transactions.again(work.hooks().waiter(), this::unfinished);
            if (unfinished.isPresent()) {
                requireSame(unfinished.get());
                expect(unfinished.get().campaign());
                transactions.run(dsl -> with(together, dsl, unfinished.get()));
                return unfinished.get();
            }
            plan();
            var created = transactions.run(dsl -> created(dsl).map(standing -> with(together, dsl, standing)));
            if (created.isPresent()) {
                return created.get();
            }
        }
    }

    private static Standing with(BiConsumer<DSLContext, Campaign> together, DSLContext dsl, Standing standing) {
        together.accept(dsl, standing.campaign());
        return standing;
    }

    /** What the doctor blocks does not begin, unless somebody said aloud that it shall. */
    private void plan() {
        var plan = estimated(work.database(), work.policy().policy());
        requireUnblocked(plan, work.options());
        StoreProbe.requireWritable(work.policy().policy());
        work = work.expecting(plan.roots().count());
    }

    /** A plan with the numbers the statistics tell: to count would cost a seventh of what a campaign costs. */
    public static PrunePlan estimated(DataSource database, Policy policy) {
        return ReadOnly.run(database, sql -> Planner.of(sql, policy).plan(Duration.ZERO));
    }

    /** Refuses a plan that is blocked and was not overridden. */
    public static void requireUnblocked(PrunePlan plan, CampaignOptions options) {
        if (plan.blocked() && options.override().isEmpty()) {
            throw CampaignFaults.blocked(plan.policy(), plan.findings()).exception();
        }
    }

    private void expect(Campaign unfinished) {
        var left = estimated(work.database(), work.policy().policy()).roots();
        work = work.expecting(unfinished.counts().roots() + left.count());
    }

    private Optional<Standing> unfinished(DSLContext dsl) {
        return new CampaignLedger(dsl).unfinished(work.policy().policy().name());
    }

    private void requireSame(Standing standing) {
        var campaign = standing.campaign();
        if (campaign.state() == CampaignState.PAUSED) {
            throw CampaignFaults.paused(campaign).exception();
        }
        if (!campaign.planHash().equals(contract.fullHash())) {
            var lines = new ArrayList<String>();
            var before = transactions.run(dsl -> new CampaignLedger(dsl).policyText(campaign.id()));
            lines.addAll(Drift.between(before, rule()));
            lines.addAll(Drift.between(standing.fingerprint(), fingerprint()));
            throw CampaignFaults.stale(campaign, lines).exception();
        }
    }

    /** Creates the campaign, uses up its approval and enters both in the audit trail, or does none of it. */
    private Optional<Standing> created(DSLContext dsl) {
        var config = work.policy().policy().config();
        var name = work.policy().policy().name();
        var ledger = new CampaignLedger(dsl);
        var id = ledger.create(
                new NewCampaign(
                        name,
                        config.table(),
                        contract.fullHash(),
                        fingerprint(),
                        rule(),
                        config.keep().orElse(Duration.ZERO),
                        work.options().act(),
                        work.options().override(),
                        tuning(dsl),
                        config.archive()
                                .map(archive ->
                                        ArchiveStores.absolute(archive.to().address()))),
                work.hooks().sizes().first());
        if (id.isEmpty()) {
            return Optional.empty();
        }
        config.limits().timesUsual().ifPresent(factor -> new UsualLedger(dsl).limit(name, id.getAsLong(), factor));
        var subject = "campaign/" + id.getAsLong();
        if (config.approvals() > 0) {
            var approval = new Approving(dsl, work).used(subject);
            ledger.approvedBy(id.getAsLong(), approval.id());
        }
        audit(dsl, "campaign.created", subject, work.options().act());
        work.options().override().ifPresent(who -> audit(dsl, "campaign.overridden", subject, who));
        return ledger.find(id.getAsLong());
    }

    private String rule() {
        return String.join("\n", contract.rule());
    }

    private String fingerprint() {
        return String.join("\n", contract.fingerprint());
    }

    private static void audit(DSLContext dsl, String action, String subject, Act act) {
        AuditTrail.in(dsl).append(AuditEvent.of(act, action, subject));
    }

    private Tuning tuning(DSLContext dsl) {
        var config = work.policy().policy().config();
        var roots = config.limits().maxShare().map(share -> (long) (share.fraction() * rows(dsl)));
        return new Tuning(
                config.chunkTime(),
                config.limits().rows(),
                roots,
                config.limits().runtime());
    }

    private long rows(DSLContext dsl) {
        var table = work.policy().closure().rootTable();
        return table.estimate().rows() > EXACT_BELOW
                ? table.estimate().rows()
                : dsl.fetchSingle("SELECT count(*) AS n FROM " + table.from()).get("n", Long.class);
    }

    private CampaignReport report(long id) {
        return transactions.again(
                work.hooks().waiter(),
                dsl -> new CampaignReport(
                        new CampaignLedger(dsl).find(id).orElseThrow().campaign(),
                        new TableLedger(dsl).deleted(id),
                        new ArchiveLedger(dsl, id).summary(),
                        new SpaceLedger(dsl, id).list(),
                        new PartitionLedger(dsl).list(id)));
    }
}
