package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import dev.coppice.control.Approvals;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Listing;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.erasure.Beginning;
import dev.coppice.prune.internal.erasure.CheckedSubject;
import dev.coppice.prune.internal.erasure.Ending;
import dev.coppice.prune.internal.erasure.ErasureFaults;
import dev.coppice.prune.internal.erasure.ErasureLedger;
import dev.coppice.prune.internal.erasure.ErasurePlanner;
import dev.coppice.prune.internal.read.ReadOnly;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * Erases single subjects of one database, such as a person who asks for it: one row with all that hangs on it, by a declared
 * map, with the engine of campaigns. Safe for any thread; needs the schema {@code coppice}.
 */
public final class Erasures {
    private static final Duration COUNTING = Duration.ofSeconds(30);

    private final DataSource database;
    private final Campaigns campaigns;
    private final Optional<ReceiptSigner> signer;

    private Erasures(DataSource database, Campaigns campaigns, Optional<ReceiptSigner> signer) {
        this.database = requireNonNull(database, "database");
        this.campaigns = campaigns;
        this.signer = signer;
    }

    /** The erasures of the database that {@code database} connects to; their receipts are not signed. */
    public static Erasures on(DataSource database) {
        return on(database, Campaigns.on(database));
    }

    /** The same with campaigns that tests replace. */
    static Erasures on(DataSource database, Campaigns campaigns) {
        return new Erasures(database, campaigns, Optional.empty());
    }

    /** The same with receipts that this signs. */
    public Erasures signedBy(ReceiptSigner key) {
        return new Erasures(database, campaigns, Optional.of(key));
    }

    /**
     * Passes when a map fits the database. One READ ONLY transaction; needs no schema {@code coppice}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code subject.misfit} with every problem, {@code policy.…}
     */
    public void requireFits(Subject subject) {
        ReadOnly.run(database, sql -> CheckedSubject.of(sql, subject));
    }

    /**
     * What the erasure of one subject would do now. READ ONLY.
     *
     * @param key the values of the table's key in their order
     * @throws dev.coppice.ops.CoppiceException {@code subject.misfit}, {@code erasure.bad-key}, {@code schema.…}
     */
    public ErasurePlan plan(Subject subject, List<String> key) {
        requireSchema();
        var planned = ReadOnly.run(
                database, sql -> ErasurePlanner.of(sql, subject, key).plan(COUNTING));
        return planned.with(latest(planned.digest(), subject));
    }

    /**
     * Signs the erasure of one subject, as one of as many people as its map wants. Lapses after 24 hours, and is good for one.
     *
     * @param hash the hash of its plan, short or full
     * @throws dev.coppice.ops.CoppiceException {@code plan.other}, {@code approval.…}, and as {@link #plan}
     */
    public Approval approve(Subject subject, List<String> key, String hash, Act act) {
        requireSchema();
        return beginning(subject, key, CampaignOptions.by(act).ofPlan(hash)).approved();
    }

    /** The latest approval of a plan of one subject, whether open, lapsed or used, for whoever knows its key. Locks nothing. */
    public Optional<Approval> approval(Subject subject, List<String> key, PlanContract plan) {
        requireSchema();
        var digest = ReadOnly.run(
                database, sql -> ErasurePlanner.of(sql, subject, key).digest());
        return Transacting.guarded(() -> transactions()
                .run(dsl -> Approvals.in(dsl).find(Beginning.approval(subject, digest), plan.fullHash())));
    }

    /**
     * Begins the erasure of one subject, or finds the one that is unfinished; one whose campaign has ended without the subject's
     * row, such as one that was aborted, is ended first. A transaction for each, entered as a chunk is; the work is left to {@link
     * #carryOn}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code erasure.no-such-row}, {@code erasure.held}, {@code erasure.blocked}, {@code
     *     erasure.telling-reason}, {@code plan.other}, {@code plan.stale}, {@code approval.…}, {@code freeze.frozen}, and as {@link
     *     #plan}
     */
    public Erasure begin(Subject subject, List<String> key, CampaignOptions options) {
        return begin(subject, key, options, (transaction, erasure) -> {});
    }

    /**
     * The same with more rows in the transaction that records the erasure; none where it was found.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #begin(Subject, List, CampaignOptions)}
     */
    public Erasure begin(
            Subject subject, List<String> key, CampaignOptions options, BiConsumer<DSLContext, Erasure> together) {
        requireSchema();
        return beginning(subject, key, options).begun(together);
    }

    /**
     * Begins the campaign of an unfinished erasure, or finds it, and leaves the work to whom {@code together} hands it in the same
     * transaction; where the campaign has ended already, ends the erasure.
     *
     * @throws dev.coppice.ops.CoppiceException {@code erasure.not-found}, {@code plan.stale}, and as {@link Campaigns#begin} and
     *     {@link #end}
     */
    public Erasure handOver(long id, Subject subject, Act act, BiConsumer<DSLContext, Campaign> together) {
        requireSchema();
        var erasure = load(id);
        if (erasure.state() != ErasureState.RUNNING) {
            return erasure;
        }
        if (campaign(erasure).filter(each -> each.state().ended()).isPresent()) {
            return end(id, subject, act);
        }
        campaigns.begin(fresh(erasure, subject).policy(id), CampaignOptions.by(erasure.requested()), (dsl, begun) -> {
            new ErasureLedger(dsl).campaign(id, begun.id());
            together.accept(dsl, begun);
        });
        return load(id);
    }

    /**
     * Ends an erasure whose campaign has ended, however that ended and whoever began it: looks again, writes the receipt, forgets
     * the key. One whose campaign has not ended stays as it is.
     *
     * @param act who does; kept of it is the name
     * @throws dev.coppice.ops.CoppiceException {@code erasure.not-found}, {@code subject.misfit}, {@code freeze.frozen}, {@code
     *     plan.stale} when the campaign has done all, by another map than this one
     */
    public Erasure end(long id, Subject subject, Act act) {
        requireSchema();
        var erasure = load(id);
        var campaign = campaign(erasure).filter(each -> each.state().ended());
        if (erasure.state() != ErasureState.RUNNING || campaign.isEmpty()) {
            return erasure;
        }
        var checked = checked(subject);
        if (promised(checked, erasure)) {
            return ended(checked, campaign.get(), act);
        }
        Transacting.guarded(() -> new Ending(transactions(), signer).abandoned(checked, id, act.actor()));
        return load(id);
    }

    /**
     * Works on an erasure until it ends or something stops it. Blocks. After a crash, call it again: what was committed is not
     * done twice.
     *
     * @param act who does: who began it, or whoever goes on with it; kept of it is the name
     * @throws dev.coppice.ops.CoppiceException {@code erasure.not-found}, {@code plan.stale}, {@code campaign.…}, {@code
     *     freeze.frozen} when everything was frozen before the last look
     */
    public Erasure carryOn(long id, Subject subject, Act act, CampaignListener listener) {
        requireSchema();
        var erasure = load(id);
        if (erasure.state() != ErasureState.RUNNING) {
            return erasure;
        }
        var checked = fresh(erasure, subject);
        var policy = checked.policy(id);
        var options = CampaignOptions.by(erasure.requested());
        var campaign = campaign(erasure)
                .orElseGet(() -> campaigns.begin(
                        policy, options, (dsl, made) -> new ErasureLedger(dsl).campaign(id, made.id())));
        if (!campaign.state().ended()) {
            campaign =
                    campaigns.carryOn(campaign.id(), policy, options, listener).campaign();
        }
        return campaign.state().ended() ? ended(checked, campaign, act) : load(id);
    }

    /** {@link #begin} and {@link #carryOn} in one. */
    public Erasure execute(Subject subject, List<String> key, CampaignOptions options, CampaignListener listener) {
        return carryOn(begin(subject, key, options).id(), subject, options.act(), listener);
    }

    /** An erasure by its number. Locks nothing. */
    public Optional<Erasure> find(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> new ErasureLedger(dsl).find(id)));
    }

    /** The erasure that a campaign is part of. Locks nothing. */
    public Optional<Erasure> ofCampaign(long campaign) {
        return Transacting.guarded(() -> transactions().run(dsl -> new ErasureLedger(dsl).ofCampaign(campaign)));
    }

    /** The last erasure of a subject, for whoever knows its key. Locks nothing. */
    public Optional<Erasure> find(Subject subject, List<String> key) {
        requireSchema();
        var digest = ReadOnly.run(
                database, sql -> ErasurePlanner.of(sql, subject, key).digest());
        return latest(digest, subject);
    }

    /** One page, newest first; {@code next} goes into {@code before}. */
    public Listing<Erasure> list(long before, int limit) {
        var found =
                Transacting.guarded(() -> transactions().run(dsl -> new ErasureLedger(dsl).list(before, limit + 1)));
        var items = found.stream().limit(limit).toList();
        return new Listing<>(
                items, found.size() > limit ? OptionalLong.of(items.getLast().id()) : OptionalLong.empty());
    }

    /** The receipt of an erasure that has succeeded. */
    public Optional<ErasureReceipt> receipt(long id) {
        return Transacting.guarded(() -> transactions().run(dsl -> new ErasureLedger(dsl).receipt(id)))
                .map(ErasureReceipt::new);
    }

    private CheckedSubject checked(Subject subject) {
        return ReadOnly.run(database, sql -> CheckedSubject.of(sql, subject));
    }

    private CheckedSubject fresh(Erasure erasure, Subject subject) {
        var checked = checked(subject);
        if (!promised(checked, erasure)) {
            throw ErasureFaults.stale(erasure).exception();
        }
        return checked;
    }

    private static boolean promised(CheckedSubject checked, Erasure erasure) {
        return checked.contract(erasure.digest()).fullHash().equals(erasure.planHash());
    }

    private Optional<Campaign> campaign(Erasure erasure) {
        var id = erasure.campaign();
        return id.isPresent() ? campaigns.find(id.getAsLong()) : Optional.empty();
    }

    private Erasure ended(CheckedSubject checked, Campaign campaign, Act act) {
        return Transacting.guarded(() -> new Ending(transactions(), signer).end(checked, campaign, act.actor()));
    }

    private Erasure load(long id) {
        return find(id).orElseThrow(() -> ErasureFaults.unknown(id).exception());
    }

    private Optional<Erasure> latest(String digest, Subject subject) {
        return Transacting.guarded(() -> transactions()
                .run(dsl -> new ErasureLedger(dsl).latest(subject.config().table(), digest)));
    }

    private Beginning beginning(Subject subject, List<String> key, CampaignOptions options) {
        return new Beginning(database, subject, key, options);
    }

    private void requireSchema() {
        new CoppiceSchema(database).requireCurrent();
    }

    private Transacting transactions() {
        return new Transacting(database);
    }
}
