package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Listing;
import dev.coppice.control.TimeWindow;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ArchiveKey;
import dev.coppice.prune.internal.campaign.Control;
import dev.coppice.prune.internal.campaign.Executor;
import dev.coppice.prune.internal.campaign.Hours;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.StoreProbe;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.campaign.Work;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.prune.internal.erasure.ErasureLedger;
import dev.coppice.prune.internal.ledger.ArchiveLedger;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.BrakedTimes;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.FigureRows;
import dev.coppice.prune.internal.ledger.HistoryLedger;
import dev.coppice.prune.internal.ledger.TableLedger;
import dev.coppice.prune.internal.ledger.WindowLedger;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.partition.PartitionLedger;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.space.SpaceLedger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * The campaigns of one database: executed, watched, paused, resumed, aborted, retuned. Safe for any thread; needs the schema
 * {@code coppice}. Every call takes connections of its own from the data source and returns them.
 */
public final class Campaigns {
    private final DataSource database;
    private final Hooks hooks;

    private Campaigns(DataSource database, Hooks hooks) {
        this.database = requireNonNull(database, "database");
        this.hooks = hooks;
    }

    /** The campaigns of the database that {@code database} connects to. */
    public static Campaigns on(DataSource database) {
        return new Campaigns(database, new Hooks(new ParkingWaiter(), PausePoint.NONE, Sizes.DEFAULT));
    }

    /** The same with what tests replace. */
    static Campaigns on(DataSource database, Hooks hooks) {
        return new Campaigns(database, hooks);
    }

    /**
     * Executes a policy until its campaign ends or something stops it: goes on with its unfinished campaign where the plan is
     * still the same, else creates one. Blocks, in the caller's thread and on one connection for the chunks; each chunk is a
     * transaction of its own. Brakes are read in one thread beside it, or two, each with a connection, for all workers. Each
     * worker but the first has a thread and a connection of its own; all have ended when this returns. Where the policy wants a vacuum, it follows once the campaign
     * has ended. After a crash, call it again.
     *
     * @throws dev.coppice.ops.CoppiceException {@code plan.other} when its hash is not the one of the options, {@code
     *     campaign.running} while a living process works on it, {@code
     *     campaign.paused}, {@code plan.stale} when its plan would be another now, {@code approval.…}, {@code policy.…}, {@code
     *     schema.…}, {@code campaign.taken-over}, {@code campaign.database-lost}, {@code campaign.window-closed} outside of its
     *     window unless the options override it
     */
    public CampaignReport execute(Policy policy, CampaignOptions options, CampaignListener listener) {
        return executing(policy, options, listener, Executor::execute);
    }

    /**
     * Finds the unfinished campaign of a policy where the plan is still the same, else creates one, and leaves the work on it to
     * {@link #carryOn}. One READ ONLY transaction or more, then one that creates the campaign.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #execute} before its first chunk, {@code campaign.running} excepted
     */
    public Campaign begin(Policy policy, CampaignOptions options) {
        return begin(policy, options, (transaction, campaign) -> {});
    }

    /**
     * The same with more rows in the transaction that creates the campaign, or in one of their own where it was found: either both
     * are there, or neither is.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #begin(Policy, CampaignOptions)}
     */
    public Campaign begin(Policy policy, CampaignOptions options, BiConsumer<DSLContext, Campaign> together) {
        return executing(policy, options, CampaignListener.NONE, executor -> executor.begin(together));
    }

    /**
     * Works on a campaign of a policy as {@link #execute} does, and creates none: one that has ended stays as it is.
     *
     * @throws dev.coppice.ops.CoppiceException {@code campaign.not-found}, {@code campaign.wrong-state} when it has ended, and
     *     as {@link #execute}
     */
    public CampaignReport carryOn(long id, Policy policy, CampaignOptions options, CampaignListener listener) {
        return executing(policy, options, listener, executor -> executor.carryOn(id));
    }

    /**
     * Works on a campaign of a policy beside whoever does: with its own workers, in its own process. Where nobody does, it carries
     * it on. Ends when the campaign has come to a stop.
     *
     * @throws dev.coppice.ops.CoppiceException {@code campaign.not-found}, {@code campaign.wrong-state} when it has ended, {@code
     *     campaign.crowded} when {@value PolicyConfig#MOST_WORKERS} workers are at it, and as {@link #execute}
     */
    public CampaignReport join(long id, Policy policy, CampaignOptions options, CampaignListener listener) {
        return executing(policy, options, listener, executor -> executor.join(id));
    }

    private <T> T executing(
            Policy policy, CampaignOptions options, CampaignListener listener, Function<Executor, T> way) {
        new CoppiceSchema(database).requireCurrent();
        var checked = ReadOnly.run(database, sql -> CheckedPolicy.of(sql, policy));
        var contract = Plans.on(database).contract(policy);
        requireMeant(contract, options);
        var work = new Work(database, checked, contract, options, listener, Optional.empty(), hooks);
        return Transacting.guarded(() -> way.apply(new Executor(work)));
    }

    /**
     * Passes when nothing of a policy and its plan refuses a new campaign. One READ ONLY transaction or two; needs no schema
     * {@code coppice}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…}, {@code plan.other}, {@code plan.blocked},
     *     {@code campaign.window-closed}, {@code campaign.store-unusable}, {@code campaign.key-…}, {@code archive.key-…}
     */
    public void requireExecutable(Policy policy, CampaignOptions options) {
        var plan = Executor.estimated(database, policy);
        requireMeant(plan.contract(), options);
        new Hours(policy, options, hooks).requireOpenAtFirst(transactions());
        Executor.requireUnblocked(plan, options);
        ArchiveKey.requireUsable(policy);
        StoreProbe.requireWritable(policy);
    }

    private static void requireMeant(PlanContract contract, CampaignOptions options) {
        options.plan().filter(hash -> !contract.hasHash(hash)).ifPresent(hash -> {
            throw PlanFaults.other(contract, hash).exception();
        });
    }

    /** A campaign by its number. Locks nothing. */
    public Optional<Campaign> find(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> new CampaignLedger(dsl).find(id)))
                .map(standing -> standing.campaign());
    }

    /** What a campaign has come to so far. Locks nothing. */
    public Optional<CampaignReport> report(long id) {
        return Transacting.guarded(() -> transactions()
                .run(dsl -> new CampaignLedger(dsl)
                        .find(id)
                        .map(standing -> new CampaignReport(
                                standing.campaign(),
                                new TableLedger(dsl).deleted(id),
                                new ArchiveLedger(dsl, id).summary(),
                                new SpaceLedger(dsl, id).list(),
                                new PartitionLedger(dsl).list(id)))));
    }

    /** The unfinished campaign of a policy, if there is one. Locks nothing. */
    public Optional<Campaign> unfinished(Policy policy) {
        return Transacting.guarded(() -> transactions().run(dsl -> new CampaignLedger(dsl).unfinished(policy.name())))
                .map(standing -> standing.campaign());
    }

    /** Whether a living process works on a campaign. Locks nothing; true for a session this role may not look at. */
    public boolean alive(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> new WorkerLedger(dsl).alive(id)));
    }

    /** Who works on a campaign and is not dead, in whichever process. Locks nothing. */
    public List<CampaignWorker> workers(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> new WorkerLedger(dsl).living(id)));
    }

    /**
     * Roots that a campaign left behind, quarantined ones first; that of an erasure without its key, which would tell who is
     * erased. Locks nothing.
     */
    public List<RootLeft> left(long id, int limit) {
        return Transacting.guarded(() -> transactions().run(dsl -> {
            var left = new ChunkLedger(dsl, id).left(limit);
            return left.isEmpty() || new ErasureLedger(dsl).ofCampaign(id).isEmpty()
                    ? left
                    : left.stream().map(RootLeft::unnamed).toList();
        }));
    }

    /** The brakes that hold a campaign, then those that held it, newest first; at most so many. Locks nothing. */
    public List<BrakeSpan> brakes(long id, int limit) {
        return Transacting.guarded(() -> transactions().run(dsl -> new BrakeLedger(dsl, id).list(limit)));
    }

    /** The window that a campaign keeps to, as it stands by the clock of the database; none where it has none. Locks nothing. */
    public Optional<CampaignWindow> window(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> {
            var ledger = new WindowLedger(dsl);
            return ledger.window(id)
                    .map(TimeWindow::parse)
                    .map(hours -> CampaignWindow.at(hooks.clock().apply(dsl), hours, ledger.overriddenUntil(id)));
        }));
    }

    /**
     * How a campaign has gone so far, in at most so many spans. Locks nothing.
     *
     * @throws IllegalArgumentException when {@code spans} is less than 1
     */
    public CampaignHistory history(long id, int spans) {
        if (spans < 1) {
            throw new IllegalArgumentException("spans must be at least 1, was: " + spans);
        }
        return Transacting.guarded(() -> transactions().run(dsl -> new HistoryLedger(dsl).read(id, spans)));
    }

    /** One page, newest first; {@code next} goes into {@link CampaignQuery#before(long)}. */
    public Listing<Campaign> list(CampaignQuery query) {
        var found = Transacting.guarded(() -> transactions()
                .run(dsl ->
                        new CampaignLedger(dsl).list(query.policy().orElse(null), query.before(), query.limit() + 1)));
        var items = found.stream().limit(query.limit()).toList();
        return new Listing<>(
                items,
                found.size() > query.limit() ? OptionalLong.of(items.getLast().id()) : OptionalLong.empty());
    }

    /** What they have come to, for gauges. Locks nothing. */
    public CampaignFigures figures() {
        return Transacting.guarded(() -> transactions().run(FigureRows::read));
    }

    /** For how long which brake has held the campaigns of which policy, for gauges. Locks nothing. */
    public List<BrakedTime> braked() {
        return Transacting.guarded(() -> transactions().run(BrakedTimes::read));
    }

    /**
     * Pauses a campaign: at once where no process works, else when its chunk has ended. Waits for the chunk under way.
     *
     * @throws dev.coppice.ops.CoppiceException {@code campaign.not-found}, {@code campaign.wrong-state}, {@code campaign.busy}
     */
    public Campaign pause(long id, Act act) {
        return Transacting.guarded(() -> new Control(transactions()).pause(id, act));
    }

    /**
     * Takes back a pause. A process that has left goes on with the next {@link #execute}.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #pause}
     */
    public Campaign resume(long id, Act act) {
        return resume(id, act, (transaction, campaign) -> {});
    }

    /**
     * The same with more rows in its transaction.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #pause}
     */
    public Campaign resume(long id, Act act, BiConsumer<DSLContext, Campaign> together) {
        return Transacting.guarded(() -> new Control(transactions()).resume(id, act, together));
    }

    /**
     * Leaves an unfinished campaign to whom {@code together} hands it, in one transaction that takes back its pause if it has one.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #pause}
     */
    public Campaign handOver(long id, Act act, BiConsumer<DSLContext, Campaign> together) {
        return Transacting.guarded(() -> new Control(transactions()).handOver(id, act, together));
    }

    /**
     * Ends a campaign: at once where no process works, else when its chunk has ended. What it has removed stays removed.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #pause}
     */
    public Campaign abort(long id, Act act) {
        return Transacting.guarded(() -> new Control(transactions()).abort(id, act));
    }

    /**
     * Changes aim, limits and brakes; the next chunk follows them, and a campaign that a brake holds does within a second.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #pause}
     */
    public Campaign retune(long id, UnaryOperator<Tuning> change, Act act) {
        return Transacting.guarded(() -> new Control(transactions()).retune(id, change, act));
    }

    private Transacting transactions() {
        return new Transacting(database);
    }
}
