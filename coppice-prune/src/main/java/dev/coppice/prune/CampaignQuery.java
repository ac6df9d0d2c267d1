package dev.coppice.prune;

import java.util.Optional;

/**
 * Which campaigns to list. A value for any thread.
 *
 * @param policy of which policy only
 * @param before only campaigns with a smaller number
 * @param limit at most how many
 */
public record CampaignQuery(Optional<String> policy, long before, int limit) {
    /** Refuses a limit below 1. */
    public CampaignQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was: " + limit);
        }
    }

    /** The newest of all policies. */
    public static CampaignQuery newest(int limit) {
        return new CampaignQuery(Optional.empty(), Long.MAX_VALUE, limit);
    }

    /** Those of one policy. */
    public CampaignQuery of(String name) {
        return new CampaignQuery(Optional.of(name), before, limit);
    }

    /** The page after that which ended with this number. */
    public CampaignQuery before(long number) {
        return new CampaignQuery(policy, number, limit);
    }
}
