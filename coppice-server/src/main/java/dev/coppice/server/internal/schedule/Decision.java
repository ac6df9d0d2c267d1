package dev.coppice.server.internal.schedule;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Plans;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.RunTable.Due;
import dev.coppice.server.internal.schedule.RunTable.Why;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a due time: a campaign is begun, or an unfinished one resumed, and otherwise it is said why not. */
final class Decision {
    private static final Logger LOG = LoggerFactory.getLogger(Decision.class);
    private static final String ACTOR = "schedule";
    private static final Duration LOOKING = Duration.ofSeconds(2);

    /** For how long something that is out of reach is tried again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final PruningHost host;
    private final HomeDatabase home;

    Decision(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.home = home;
    }

    /** Thrown to take back what another server has done already. */
    private static final class DecidedElsewhere extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void of(Scheduled one, Due due) {
        try {
            var why = hindrance(one);
            if (why.isPresent()) {
                left(one, due, why.get());
            } else {
                begin(one, due);
            }
        } catch (CoppiceException refused) {
            if (refused.fault().kind() == Fault.Kind.UNAVAILABLE
                    && due.now().isBefore(due.noted().plus(PATIENCE))) {
                throw refused;
            }
            left(
                    one,
                    due,
                    new Why(
                            refused.code(),
                            refused.fault().found() + " " + refused.fault().next()));
        } catch (DecidedElsewhere decided) {
            LOG.debug("policy={} due={} was decided by another server", one.name(), due.at());
        }
    }

    private void left(Scheduled one, Due due, Why why) {
        home.transaction(db -> {
            new RunTable(db).left(one.name(), due, "not-run", why);
            return db;
        });
        LOG.info("policy={} due={} not run: {}", one.name(), due.at(), why.reason());
    }

    private Optional<Why> hindrance(Scheduled one) {
        return home.transaction(Schedules::frozen)
                .or(() -> unfinished(one)
                        .map(this::busy)
                        .orElseGet(() -> anyDue(one)
                                ? Optional.empty()
                                : Optional.of(new Why("nothing-due", "No row of its table may go now."))));
    }

    private Optional<Why> busy(Campaign campaign) {
        var state = campaign.state();
        if (state == CampaignState.PAUSED || state == CampaignState.PAUSING) {
            return Optional.of(new Why("paused", "Its campaign " + campaign.id() + " is paused. " + campaign.reason()));
        }
        if (state == CampaignState.CANCELLING) {
            return Optional.of(
                    new Why("cancelling", "Its campaign " + campaign.id() + " is being ended. " + campaign.reason()));
        }
        return campaigns().alive(campaign.id())
                ? Optional.of(new Why("running", "Its campaign " + campaign.id() + " is at work already."))
                : Optional.empty();
    }

    private void begin(Scheduled one, Due due) {
        var before = unfinished(one).map(Campaign::id);
        var act = Act.of(ACTOR, "due at " + due.at() + " by its schedule " + one.times());
        var options = CampaignOptions.by(act);
        var campaign = new Handover(host).begin(one.policy(), options, (db, found) -> {
            boolean resumed = before.filter(id -> id == found.id()).isPresent();
            if (!new RunTable(db).took(one.name(), due.at(), resumed, found.id())) {
                throw new DecidedElsewhere();
            }
        });
        LOG.info("policy={} due={} campaign={}", one.name(), due.at(), campaign.id());
    }

    private Optional<Campaign> unfinished(Scheduled one) {
        return campaigns().unfinished(one.policy());
    }

    private boolean anyDue(Scheduled one) {
        return Plans.on(host.source()).countingFor(LOOKING).anyDue(one.policy());
    }

    private Campaigns campaigns() {
        return Campaigns.on(host.source());
    }
}
