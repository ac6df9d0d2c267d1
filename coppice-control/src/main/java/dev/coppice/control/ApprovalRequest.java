package dev.coppice.control;

import java.time.Duration;

/**
 * A signature under a plan. A value for any thread.
 *
 * @param subject what the plan is for, such as {@code policy/ended-sessions}
 * @param planHash the plan's hash
 * @param act who signs and why
 * @param requiredApprovers how many different people must sign, 1 or 2
 * @param lapsesAfter how long after the first signature the plan may be run
 */
public record ApprovalRequest(String subject, String planHash, Act act, int requiredApprovers, Duration lapsesAfter) {
    /** How long an approval lasts unless said otherwise. */
    public static final Duration DEFAULT_LAPSE = Duration.ofHours(24);

    /** Refuses blank texts, other numbers of people than 1 and 2, and a time that is not positive. */
    public ApprovalRequest {
        Text.required(subject, "subject");
        Text.required(planHash, "planHash");
        if (requiredApprovers < 1 || requiredApprovers > 2) {
            throw new IllegalArgumentException("requiredApprovers must be 1 or 2, was: " + requiredApprovers);
        }
        if (lapsesAfter.isNegative() || lapsesAfter.isZero()) {
            throw new IllegalArgumentException("lapsesAfter must be positive, was: " + lapsesAfter);
        }
    }

    /** A signature that is enough by itself and lapses after 24 hours. */
    public static ApprovalRequest of(String subject, String planHash, Act act) {
        return new ApprovalRequest(subject, planHash, act, 1, DEFAULT_LAPSE);
    }

    /** The same signature where a second person must sign too. */
    public ApprovalRequest withSecondPerson() {
        return new ApprovalRequest(subject, planHash, act, 2, lapsesAfter);
    }

    /** The same signature with another life. */
    public ApprovalRequest lapsingAfter(Duration life) {
        return new ApprovalRequest(subject, planHash, act, requiredApprovers, life);
    }
}
