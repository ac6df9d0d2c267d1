package dev.coppice.server.internal.pruning;

import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Request;

/**
 * Who may read the rows of an archive in the clear: those of erased subjects are an admin's, others an operator's. Safe for any
 * thread.
 *
 * @param host the erasures
 */
public record ErasedRows(PruningHost host) {
    /**
     * Refuses callers who may not read the archive of this campaign.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.role-too-low}
     */
    public void requireReader(Request request, long campaign) {
        if (host.erasures().ofCampaign(campaign).isPresent()) {
            Asked.requireAdmin(request);
        }
    }
}
