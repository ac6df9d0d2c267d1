package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.Standing;
import java.util.Optional;

/** When a campaign stops by itself or because somebody asked. */
final class Stops {
    /** The word of a limit of roots. */
    static final String SHARE = "limit.max-share";

    private Stops() {}

    /** Whether the next chunk must not begin. */
    static Optional<Step.Stop> before(Standing standing) {
        return switch (standing.campaign().state()) {
            case RUNNING -> limit(standing);
            case PAUSING ->
                Optional.of(new Step.Stop(
                        standing,
                        CampaignState.PAUSED,
                        "paused",
                        standing.campaign().reason()));
            case CANCELLING ->
                Optional.of(new Step.Stop(
                        standing,
                        CampaignState.CANCELLED,
                        "aborted",
                        standing.campaign().reason()));
            // Somebody found this process dead, which it is not: what they decided holds.
            case PLANNED, PAUSED, INTERRUPTED, CANCELLED, FAILED, SUCCEEDED, PARTIAL ->
                Optional.of(new Step.Stop(
                        standing,
                        standing.campaign().state(),
                        standing.campaign().stoppedBy().orElse(""),
                        standing.campaign().reason()));
        };
    }

    /** How a campaign ends whose passes are over. */
    static Step.Stop end(Standing standing) {
        var counts = standing.campaign().counts();
        var left = counts.skippedLocked().orElse(0L);
        if (counts.quarantined() == 0 && left == 0) {
            return new Step.Stop(standing, CampaignState.SUCCEEDED, "", "Everything that may go is gone.");
        }
        return partial(
                standing,
                counts.quarantined() > 0 ? "quarantined" : "locked",
                "Eligible roots are left: " + counts.quarantined() + " quarantined, " + left + " locked by others.");
    }

    private static Optional<Step.Stop> limit(Standing standing) {
        if (standing.rowsLeft() <= 0) {
            return Optional.of(rows(standing));
        }
        if (standing.rootsLeft() <= 0) {
            return Optional.of(
                    partial(standing, SHARE, "The share of the table that may go in one campaign is reached."));
        }
        if (standing.outOfTime()) {
            return Optional.of(partial(standing, "limit.runtime", "The time it may run is over."));
        }
        return Optional.empty();
    }

    /** The limit of rows leaves no room for the next root. */
    static Step.Stop rows(Standing standing) {
        return partial(standing, "limit.rows", "The number of rows that may go in one campaign is reached.");
    }

    private static Step.Stop partial(Standing standing, String stoppedBy, String reason) {
        return new Step.Stop(standing, CampaignState.PARTIAL, stoppedBy, reason);
    }
}
