package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.document.DueTimeDocument;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.PolicyNumbers;
import java.util.List;
import java.util.Optional;

/**
 * The page of all policies.
 *
 * @param rows one for each, in the order they are declared
 * @param coming the next times at which they run by themselves
 * @param readAt when the numbers were shown
 */
public record PoliciesView(List<Row> rows, List<Coming> coming, String readAt) {
    /**
     * A time that comes.
     *
     * @param due the time
     * @param policy the policy that is due then
     * @param link the address of its page
     * @param schedule the schedule it comes from, in words
     */
    public record Coming(Moment due, String policy, String link, String schedule) {
        static Coming of(DueTimeDocument time) {
            return new Coming(
                    Moment.of(time.dueAt()), time.policy(), PolicyPages.address(time.policy()), time.schedule());
        }
    }

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
