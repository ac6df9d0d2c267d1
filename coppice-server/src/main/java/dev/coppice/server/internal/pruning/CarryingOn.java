package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.ChargeTable.Due;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on the campaigns that the servers were asked for, as one of any number of servers. A campaign's own lease keeps two of
 * them from working on it at once; a living process has it, whoever it is, and a dead one is found dead by its session.
 *
 * <p>Each server has its own text of a policy. Where the plan of the text here is another than that of the campaign, this server
 * leaves it to the others and says so in the audit trail. Safe for any thread.
 */
public final class CarryingOn implements CampaignListener {
    private static final Logger LOG = LoggerFactory.getLogger(CarryingOn.class);

    /** Somebody else was faster, or decided otherwise: nothing is wrong. */
    private static final Set<String> OTHERS =
            Set.of("campaign.running", "campaign.taken-over", "campaign.wrong-state", "campaign.paused", "lease.lost");

    /** It waits for its window, as it is meant to: nobody need hear of it. */
    private static final String CLOSED = "campaign.window-closed";

    private static final int LONGEST_TROUBLE = 2000;

    private final PruningHost host;
    private final HomeDatabase home;
    private final String node;
    private final BooleanSupplier leaving;
    private volatile boolean stopping;

    /** For the policies and subjects of {@code host}, as the server of this name; campaigns are left once {@code leaving} says so. */
    public CarryingOn(PruningHost host, HomeDatabase home, String node, BooleanSupplier leaving) {
        this.host = host;
        this.home = home;
        this.node = node;
        this.leaving = leaving;
    }

    /** Works, one after the other, on those that are due and nobody works on. */
    public void runOnce() {
        for (var due = taken(); due.isPresent(); due = taken()) {
            if (!campaigns().alive(due.get().campaign())) {
                carryOn(due.get());
            }
        }
    }

    private Optional<Due> taken() {
        return stopRequested()
                ? Optional.empty()
                : home.transaction(db -> Freeze.in(db).state() instanceof FreezeState.Frozen
                        ? Optional.empty()
                        : new ChargeTable(db).take());
    }

    /** Has what is under way end with its chunk, and begins nothing more. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void progressed(CampaignProgress progress) {
        // The ledger knows all that anybody asks for.
    }

    @Override
    public boolean stopRequested() {
        return stopping || leaving.getAsBoolean();
    }

    private void carryOn(Due due) {
        try {
            settle(due, worked(due));
        } catch (CoppiceException refused) {
            if (OTHERS.contains(refused.code())) {
                LOG.debug("campaign={} is left to others: {}", due.campaign(), refused.code());
                return;
            }
            if (refused.code().equals(CLOSED)) {
                LOG.debug(
                        "campaign={} waits: {}", due.campaign(), refused.fault().found());
                changed(charges ->
                        charges.postpone(due.campaign(), refused.fault().found()));
                return;
            }
            postpone(due, refused.code() + ": " + refused.fault().found());
        } catch (RuntimeException unexpected) {
            // The next one must not wait for this one to be mended.
            LOG.error("campaign={} met an error nobody expected", due.campaign(), unexpected);
            postpone(due, "It met an error nobody expected; the log of the server has it.");
        }
    }

    private Campaign worked(Due due) {
        var erasures = host.subjects().erasures(host.work());
        var erasure = erasures.ofCampaign(due.campaign());
        if (erasure.isPresent()) {
            var subject = host.subjects().require(erasure.get().subject());
            return erased(due, () -> erasures.carryOn(erasure.get().id(), subject, due.asked(), this));
        }
        var policy = host.require(due.policy());
        var options = CampaignOptions.by(due.asked()).workers(PruningHost.workers(policy));
        return campaigns().carryOn(due.campaign(), policy, options, this).campaign();
    }

    /** Once the campaign has ended, what hinders the last look is no trouble of it: the erasure is ended later. */
    private Campaign erased(Due due, Runnable work) {
        try {
            work.run();
        } catch (CoppiceException refused) {
            var campaign = campaigns().find(due.campaign()).orElseThrow();
            if (!campaign.state().ended()) {
                throw refused;
            }
            LOG.debug("campaign={} has ended, its erasure has not: {}", due.campaign(), refused.code());
            return campaign;
        }
        return campaigns().find(due.campaign()).orElseThrow();
    }

    private void settle(Due due, Campaign campaign) {
        boolean hindered = campaign.state() == CampaignState.INTERRUPTED && !stopRequested();
        if (hindered && campaign.counts().chunks() == due.chunks()) {
            postpone(due, campaign.reason());
        } else if (!campaign.state().ended()) {
            changed(charges -> charges.gotOn(due.campaign()));
        }
    }

    private void postpone(Due due, String found) {
        var trouble = found.substring(0, Math.min(found.length(), LONGEST_TROUBLE));
        boolean news = home.transaction(db -> {
            var other = new ChargeTable(db).postpone(due.campaign(), trouble);
            if (other) {
                var act = Act.of("server " + node, trouble);
                AuditTrail.in(db).append(AuditEvent.of(act, "campaign.passed-over", "campaign/" + due.campaign()));
            }
            return other;
        });
        if (news) {
            LOG.warn("campaign={} was not carried on: {}", due.campaign(), trouble);
        }
    }

    private void changed(Consumer<ChargeTable> change) {
        home.transaction(db -> {
            change.accept(new ChargeTable(db));
            return db;
        });
    }

    private Campaigns campaigns() {
        return Campaigns.on(host.work());
    }
}
