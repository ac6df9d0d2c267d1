package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of an operation, and its receipt once it has ended. A value for any thread.
 *
 * @param name its name
 * @param type its sort
 * @param after the steps it waits for
 * @param bestEffort whether others go on while it fails
 * @param destroys whether there is no way back once it has begun
 * @param state how it stands
 * @param attempts how often it was tried
 * @param problem why it has not ended, if something keeps it
 * @param nextTryAt when it is tried again
 * @param finishedAt when it ended
 * @param receipt what it found and did
 * @param resolution who resolved or abandoned it, and why
 */
public record OperationStep(
        String name,
        String type,
        List<String> after,
        boolean bestEffort,
        boolean destroys,
        StepState state,
        int attempts,
        Optional<Problem> problem,
        Optional<Instant> nextTryAt,
        Optional<Instant> finishedAt,
        Receipt receipt,
        Optional<Act> resolution) {
    /** Copies the list. */
    public OperationStep {
        after = List.copyOf(after);
    }

    /**
     * What keeps a step from its end.
     *
     * @param code a stable word, such as {@code quiesce.transactions-open}
     * @param message what was found
     * @param by what it waits for, by name
     * @param since since when this has been so
     */
    public record Problem(String code, String message, List<String> by, Instant since) {
        /** Copies the list. */
        public Problem {
            by = List.copyOf(by);
        }
    }

    /**
     * What a step found and did.
     *
     * @param before how much was there when it first looked
     * @param bytes how many bytes that was
     * @param removed how much it removed
     * @param after how much is left
     * @param method how it removed it
     */
    public record Receipt(
            Optional<Long> before,
            Optional<Long> bytes,
            Optional<Long> removed,
            Optional<Long> after,
            Optional<String> method) {}
}
