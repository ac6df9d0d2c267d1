package dev.coppice.prune.internal.campaign;

import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.TimeWindow;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.WindowLedger;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * The window of a policy: whether its campaign may begin and go on now. What counts is the clock of the database at each chunk, so
 * a clock that is set forth or back is followed within one. An override lets a campaign go on outside of the window until that
 * opens; from then on it counts again, so who overrides it once has not done away with it. For one thread.
 */
public final class Hours {
    /** What a campaign is stopped by once its window has closed. */
    private static final String WINDOW = "window";

    private final Policy policy;
    private final CampaignOptions options;
    private final Hooks hooks;
    private final Optional<TimeWindow> window;
    private Optional<Instant> letUntil = Optional.empty();

    /** The window of a policy that is to be executed. */
    public Hours(Policy policy, CampaignOptions options, Hooks hooks) {
        this.policy = policy;
        this.options = options;
        this.hooks = hooks;
        this.window = policy.config().window();
    }

    static Hours of(Work work) {
        return new Hours(work.policy().policy(), work.options(), work.hooks());
    }

    /** Refuses to begin or go on while the window is closed and nobody has overridden it. */
    void requireOpen(Transacting transactions) {
        requireOpen(transactions, dsl -> new WindowLedger(dsl).overriddenUntil(policy.name()));
    }

    /** The same for a campaign that is not there yet; needs no schema {@code coppice}. */
    public void requireOpenAtFirst(Transacting transactions) {
        requireOpen(transactions, dsl -> Optional.empty());
    }

    private void requireOpen(Transacting transactions, Function<DSLContext, Optional<Instant>> overriddenUntil) {
        if (window.isEmpty()) {
            return;
        }
        transactions
                .again(hooks.waiter(), dsl -> closed(dsl, overriddenUntil.apply(dsl)))
                .ifPresent(now -> {
                    if (options.override().isEmpty()) {
                        throw closedFault(window.get(), now).exception();
                    }
                    letUntil = Optional.of(window.get().opensAfter(now));
                });
    }

    /**
     * Notes of a campaign which window it keeps to, and who lets it go on outside of it, with other rows. The campaign's row comes
     * first and the trail last, as where {@link Control} changes it: whoever has the trail's lock waits for no row.
     */
    BiConsumer<DSLContext, Campaign> noted(BiConsumer<DSLContext, Campaign> together) {
        return (dsl, campaign) -> {
            var ledger = new WindowLedger(dsl);
            ledger.note(campaign.id(), window.map(TimeWindow::toString).orElse(null));
            var later = letUntil.filter(until -> ledger.override(campaign.id(), until));
            together.accept(dsl, campaign);
            later.ifPresent(until -> AuditTrail.in(dsl)
                    .append(AuditEvent.of(
                                    options.override().orElseThrow(),
                                    "campaign.window-overridden",
                                    "campaign/" + campaign.id())
                            .after("\"until " + until + "\"")));
        };
    }

    /** Notes it of a campaign that is about to be worked on. */
    Campaign note(DSLContext dsl, Campaign campaign) {
        noted((transaction, same) -> {}).accept(dsl, campaign);
        return campaign;
    }

    /** That the window has closed, in the transaction of a chunk that is about to begin. */
    Optional<Step.Stop> stop(DSLContext dsl, Standing standing) {
        return closed(dsl, Optional.empty())
                .flatMap(now -> closed(
                        now,
                        new WindowLedger(dsl)
                                .overriddenUntil(standing.campaign().id())))
                .map(now -> new Step.Stop(
                        standing, CampaignState.INTERRUPTED, WINDOW, sentence(window.orElseThrow(), now)));
    }

    /** The present instant, if the window is closed at it. */
    private Optional<Instant> closed(DSLContext dsl, Optional<Instant> overriddenUntil) {
        return window.flatMap(hours -> Optional.of(hooks.clock().apply(dsl))
                .filter(now -> !hours.contains(now))
                .flatMap(now -> closed(now, overriddenUntil)));
    }

    private static Optional<Instant> closed(Instant now, Optional<Instant> overriddenUntil) {
        return overriddenUntil.filter(now::isBefore).isPresent() ? Optional.empty() : Optional.of(now);
    }

    private Fault closedFault(TimeWindow hours, Instant now) {
        return Fault.of("campaign.window-closed", Kind.REFUSED)
                .refused("Policy \"" + policy.name() + "\" was not executed.")
                .found(sentence(hours, now))
                .changed("Nothing was changed.")
                .next("Execute it then, or override the window aloud with a reason.");
    }

    private static String sentence(TimeWindow hours, Instant now) {
        var opens = hours.opensAfter(now).atZone(hours.zone()).toOffsetDateTime();
        return "Its window " + hours + " is closed, by the clock of the database, until " + opens + ".";
    }
}
