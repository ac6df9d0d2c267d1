package dev.coppice.server.document;

import dev.coppice.lifecycle.Explanation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a teardown has not ended, as scripts see it. A value for any thread.
 *
 * @param operation the teardown
 * @param sentence how it stands, in words
 * @param wayBack a sentence on whether it can still be called off
 * @param conditions its unfinished steps with what keeps each
 */
public record ExplanationDocument(
        OperationSummary operation, String sentence, String wayBack, List<Condition> conditions) {
    /** Copies the list. */
    public ExplanationDocument {
        conditions = List.copyOf(conditions);
    }

    /**
     * One unfinished step.
     *
     * @param step its name
     * @param state how it stands
     * @param code a stable word for what keeps it
     * @param reason what keeps it, in words
     * @param since since when
     * @param attempts how often it was tried
     * @param nextTryAt when it is tried again; null when something else has to happen first
     * @param holdsUp the steps that wait for it
     * @param next what a person can do
     */
    public record Condition(
            String step,
            String state,
            String code,
            String reason,
            Instant since,
            int attempts,
            @Nullable Instant nextTryAt,
            List<String> holdsUp,
            String next) {
        /** Copies the list. */
        public Condition {
            holdsUp = List.copyOf(holdsUp);
        }

        static Condition of(Explanation.Condition condition) {
            return new Condition(
                    condition.step(),
                    condition.state().stored(),
                    condition.code(),
                    condition.reason(),
                    condition.since(),
                    condition.attempts(),
                    condition.nextTry().orElse(null),
                    condition.holdsUp(),
                    condition.next());
        }
    }

    /** An explanation as a document. */
    public static ExplanationDocument of(Explanation explanation) {
        return new ExplanationDocument(
                OperationSummary.of(explanation.operation()),
                explanation.sentence(),
                explanation.wayBack(),
                explanation.conditions().stream().map(Condition::of).toList());
    }
}
