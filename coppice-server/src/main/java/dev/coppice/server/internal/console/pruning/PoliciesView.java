package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.PolicyNumbers;
import java.util.List;
import java.util.Optional;

/**
 * The page of all policies.
 *
 * @param rows one for each, in the order they are declared
 * @param readAt when the numbers were shown
 */
public record PoliciesView(List<Row> rows, String readAt) {
    /**
     * One policy.
     *
     * @param link the address of its page
     * @param numbers its rule, and its rows in numbers
     * @param last its last campaign, which may be unfinished
     * @param keepingUp whether it keeps up, in a sentence
     */
    public record Row(String link, PolicyNumbers numbers, Optional<CampaignRow> last, String keepingUp) {}
}
