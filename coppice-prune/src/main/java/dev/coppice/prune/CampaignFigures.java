package dev.coppice.prune;

import java.time.Duration;
import java.util.Map;

/**
 * What the campaigns of a database have come to, for gauges. A value for any thread.
 *
 * @param states campaigns by where they stand
 * @param policies what all campaigns of a policy together have done
 * @param stopped unfinished campaigns that stand still, by the word for what stopped them
 * @param chunks the last chunks of unfinished campaigns, by policy
 */
public record CampaignFigures(
        Map<CampaignState, Long> states,
        Map<String, Done> policies,
        Map<String, Long> stopped,
        Map<String, Chunks> chunks) {
    /** Copies the maps. */
    public CampaignFigures {
        states = Map.copyOf(states);
        policies = Map.copyOf(policies);
        stopped = Map.copyOf(stopped);
        chunks = Map.copyOf(chunks);
    }

    /**
     * What campaigns have done.
     *
     * @param rows rows of all tables that are gone
     * @param quarantined roots that failed and were left alone
     * @param skipped roots that stay because something that stays needs them
     */
    public record Done(long rows, long quarantined, long skipped) {}

    /**
     * How long chunks take.
     *
     * @param mean how long the last ten took in the mean
     * @param aim how long one aims to take
     */
    public record Chunks(Duration mean, Duration aim) {}
}
