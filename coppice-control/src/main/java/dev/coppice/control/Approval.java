package dev.coppice.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Leave to run one plan once. A value for any thread.
 *
 * @param id its number
 * @param subject what the plan is for
 * @param planHash the plan's hash
 * @param requiredApprovers how many different people must sign
 * @param signatures who has signed, in order
 * @param lapsesAt until when the plan may be run
 * @param usedBy what has run under it
 */
public record Approval(
        long id,
        String subject,
        String planHash,
        int requiredApprovers,
        List<Signature> signatures,
        Instant lapsesAt,
        Optional<String> usedBy) {
    /** Copies the signatures. */
    public Approval {
        signatures = List.copyOf(signatures);
    }

    /** Whether everybody has signed who must. */
    public boolean complete() {
        return signatures.size() >= requiredApprovers;
    }

    /**
     * One person's word.
     *
     * @param act who signed and why
     * @param at when
     */
    public record Signature(Act act, Instant at) {}
}
