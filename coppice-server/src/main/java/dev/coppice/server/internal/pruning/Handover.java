package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Subject;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Request;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;

/**
 * Hands campaigns to the servers on the database: whichever is free carries them on. What is asked of the servers is written in
 * the transaction that begins, resumes or finds the campaign: there is none that nobody takes up. Safe for any thread.
 *
 * @param host the policies
 */
public record Handover(PruningHost host) {
    /** What the audit trail has of an erasure that the servers were asked for. */
    public static final String ERASURE_ASKED = "erasure.asked";

    /**
     * Begins a campaign of a policy, or takes its unfinished one, and asks the servers to carry it on.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Campaigns#begin}
     */
    public Campaign begin(Policy policy, CampaignOptions options) {
        return begin(policy, options, (db, campaign) -> {});
    }

    /**
     * The same with more rows in its transaction.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Campaigns#begin}
     */
    public Campaign begin(Policy policy, CampaignOptions options, BiConsumer<DSLContext, Campaign> together) {
        return campaigns().begin(policy, options, (db, campaign) -> {
            together.accept(db, campaign);
            ask(db, campaign, options.act());
        });
    }

    /**
     * Takes back a pause, and asks the servers to carry the campaign on unless a living process goes on with it.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Campaigns#resume}
     */
    public Campaign resume(long id, Act act) {
        return campaigns().resume(id, act, (db, campaign) -> {
            if (campaign.state() == CampaignState.INTERRUPTED) {
                ask(db, campaign, act);
            }
        });
    }

    /**
     * Asks the servers to carry on an unfinished campaign, whoever began it; a living process is let go on until it leaves.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Campaigns#handOver}
     */
    public Campaign carryOn(long id, Act act) {
        return campaigns().handOver(id, act, (db, campaign) -> ask(db, campaign, act));
    }

    /**
     * Begins the erasure of one subject, or takes its unfinished one, and asks the servers to carry its campaign on. That the
     * servers were asked is noted with the erasure, so that one whose server dies before its campaign is begun is gone on with;
     * of one that was found, with its campaign.
     *
     * @param request who asks: to name the hash of a plan that wants one approval signs it, and that is an admin's
     * @throws dev.coppice.ops.CoppiceException {@code access.role-too-low}, and as {@link Erasures#begin} and {@link
     *     Erasures#handOver}
     */
    public Erasure erase(Request request, Subject subject, List<String> key, CampaignOptions options) {
        if (options.plan().isPresent() && subject.config().approvals() == 1) {
            Asked.requireAdmin(request);
        }
        var act = options.act();
        var created = new AtomicBoolean();
        var erasure = erasures().begin(subject, key, options, (db, begun) -> {
            noted(db, begun, act);
            created.set(true);
        });
        if (!created.get()) {
            return erasures().handOver(erasure.id(), subject, act, (db, campaign) -> {
                noted(db, erasure, act);
                ask(db, campaign, act);
            });
        }
        return new AfterCommit(
                        "Erasure " + erasure.id() + " was begun, and no row is gone yet.",
                        "Look at GET /api/v1/erasures/" + erasure.id() + "; the same call goes on with it.")
                .run(() -> carryOn(erasure, subject, act));
    }

    private static void noted(DSLContext db, Erasure erasure, Act act) {
        AuditTrail.in(db).append(AuditEvent.of(act, ERASURE_ASKED, "erasure/" + erasure.id()));
    }

    /**
     * Begins the campaign of an erasure where it has none, and asks the servers to carry it on.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Erasures#handOver}
     */
    public Erasure carryOn(Erasure erasure, Subject subject, Act act) {
        return erasures().handOver(erasure.id(), subject, act, (db, campaign) -> ask(db, campaign, act));
    }

    private Erasures erasures() {
        return host.erasures();
    }

    private static void ask(DSLContext db, Campaign campaign, Act act) {
        new ChargeTable(db).ask(campaign.id(), act);
        AuditTrail.in(db).append(AuditEvent.of(act, "campaign.asked", "campaign/" + campaign.id()));
    }

    private Campaigns campaigns() {
        return Campaigns.on(host.source());
    }
}
