package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.UsualLedger;
import java.util.Locale;
import org.jooq.DSLContext;

/** A campaign that has taken as many times what is usual as it may. */
final class UsualSize {
    private UsualSize() {}

    /** Says of a stop at the limit of roots whether that limit was reckoned from what is usual. */
    static Step.Stop named(DSLContext dsl, Step.Stop stop) {
        if (!stop.stoppedBy().equals(Stops.SHARE)) {
            return stop;
        }
        return new UsualLedger(dsl)
                .limit(stop.standing().campaign().id())
                .map(limit -> new Step.Stop(
                        stop.standing(),
                        CampaignState.PARTIAL,
                        "limit.times-usual",
                        String.format(
                                Locale.ROOT,
                                "It has taken the %,d roots that it may, reckoned from what campaigns of this policy usually"
                                        + " take.",
                                limit)))
                .orElse(stop);
    }
}
