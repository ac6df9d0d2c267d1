package dev.coppice.prune;

import dev.coppice.control.Act;
import java.time.Duration;
import java.util.Optional;

/**
 * How a policy is executed. A value for any thread.
 *
 * @param act who executes it, and why
 * @param override who runs it in spite of findings that block it, and why
 * @param plan the hash, short or full, that the plan must have
 * @param statementTimeout how long one statement of a chunk may run
 * @param workers how many workers this process has; as many as the policy says, unless given
 */
public record CampaignOptions(
        Act act, Optional<Act> override, Optional<String> plan, Duration statementTimeout, Optional<Integer> workers) {
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    /** Refuses a time-out that leaves no time, and a number of workers that is none. */
    public CampaignOptions {
        if (statementTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("statementTimeout must be 1 ms or more, was: " + statementTimeout);
        }
        if (workers.isPresent() && (workers.get() < 1 || workers.get() > PolicyConfig.MOST_WORKERS)) {
            throw new IllegalArgumentException(
                    "workers must be 1 to " + PolicyConfig.MOST_WORKERS + ", was: " + workers.get());
        }
    }

    /** An execution that findings of severity block refuse, with 30 s for each statement. */
    public static CampaignOptions by(Act act) {
        return new CampaignOptions(act, Optional.empty(), Optional.empty(), LONGEST_STATEMENT, Optional.empty());
    }

    /** The same in spite of findings that block; recorded in the campaign and in the audit trail. */
    public CampaignOptions overriding(Act who) {
        return new CampaignOptions(act, Optional.of(who), plan, statementTimeout, workers);
    }

    /** The same for the plan of this hash alone; where the policy wants one approval, this is it. */
    public CampaignOptions ofPlan(String hash) {
        return new CampaignOptions(act, override, Optional.of(hash), statementTimeout, workers);
    }

    /** The same with another time for each statement. */
    public CampaignOptions statementTimeout(Duration longest) {
        return new CampaignOptions(act, override, plan, longest, workers);
    }

    /** The same with so many workers in this process, whatever the policy says. */
    public CampaignOptions workers(int number) {
        return new CampaignOptions(act, override, plan, statementTimeout, Optional.of(number));
    }
}
