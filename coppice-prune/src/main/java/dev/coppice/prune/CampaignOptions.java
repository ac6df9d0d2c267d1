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
 */
public record CampaignOptions(Act act, Optional<Act> override, Optional<String> plan, Duration statementTimeout) {
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    /** Refuses a time-out that leaves no time. */
    public CampaignOptions {
        if (statementTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("statementTimeout must be 1 ms or more, was: " + statementTimeout);
        }
    }

    /** An execution that findings of severity block refuse, with 30 s for each statement. */
    public static CampaignOptions by(Act act) {
        return new CampaignOptions(act, Optional.empty(), Optional.empty(), LONGEST_STATEMENT);
    }

    /** The same in spite of findings that block; recorded in the campaign and in the audit trail. */
    public CampaignOptions overriding(Act who) {
        return new CampaignOptions(act, Optional.of(who), plan, statementTimeout);
    }

    /** The same for the plan of this hash alone; where the policy wants one approval, this is it. */
    public CampaignOptions ofPlan(String hash) {
        return new CampaignOptions(act, override, Optional.of(hash), statementTimeout);
    }

    /** The same with another time for each statement. */
    public CampaignOptions statementTimeout(Duration longest) {
        return new CampaignOptions(act, override, plan, longest);
    }
}
