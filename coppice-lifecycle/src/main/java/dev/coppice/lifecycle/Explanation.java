package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why an operation has not ended: each unfinished step with what keeps it. A value for any thread.
 *
 * @param operation the operation
 * @param sentence how it stands, in words
 * @param conditions its unfinished steps, in their order
 * @param wayBack a sentence on whether it can still be called off
 */
public record Explanation(Operation operation, String sentence, List<Condition> conditions, String wayBack) {
    /** Copies the list. */
    public Explanation {
        conditions = List.copyOf(conditions);
    }

    /**
     * One unfinished step.
     *
     * @param step its name
     * @param state how it stands
     * @param code a stable word for what keeps it, such as {@code step.waits-for-others}
     * @param reason what keeps it, in words
     * @param since since when
     * @param attempts how often it was tried
     * @param nextTry when it is tried again; empty when something else has to happen first
     * @param holdsUp the steps that wait for it, directly or not
     * @param next what a person can do
     */
    public record Condition(
            String step,
            StepState state,
            String code,
            String reason,
            Instant since,
            int attempts,
            Optional<Instant> nextTry,
            List<String> holdsUp,
            String next) {
        /** Copies the list. */
        public Condition {
            holdsUp = List.copyOf(holdsUp);
        }
    }
}
