package dev.coppice.server.document;

import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownPlan;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A step of a teardown as scripts see it, planned or under way. A value for any thread.
 *
 * @param step its name
 * @param type its sort
 * @param after the steps it waits for
 * @param bestEffort whether others go on while it fails
 * @param destroys whether there is no way back once it has begun
 * @param outcome how it stands, as in {@code already-done}; {@code planned} in a plan
 * @param attempts how often it was tried
 * @param rows how much it removed; in a plan how much is there, null when that is not known
 * @param bytes how many bytes were there; null when that is not known
 * @param error what keeps it from its end
 * @param nextTryAt when it is tried again
 * @param finishedAt when it ended
 * @param remark what else should be known of it: how it removed, who resolved it, why it could not be counted
 */
public record StepDocument(
        String step,
        String type,
        List<String> after,
        boolean bestEffort,
        boolean destroys,
        String outcome,
        int attempts,
        @Nullable Long rows,
        @Nullable Long bytes,
        OperationStep.@Nullable Problem error,
        @Nullable Instant nextTryAt,
        @Nullable Instant finishedAt,
        @Nullable String remark) {
    /** Copies the list. */
    public StepDocument {
        after = List.copyOf(after);
    }

    /** Whether nothing more will happen to it. */
    public boolean ended() {
        return Stream.of(StepState.values())
                .anyMatch(state -> state.ended() && state.stored().equals(outcome));
    }

    static StepDocument of(OperationStep step) {
        var receipt = step.receipt();
        return new StepDocument(
                step.name(),
                step.type(),
                step.after(),
                step.bestEffort(),
                step.destroys(),
                step.state().stored(),
                step.attempts(),
                receipt.removed().orElse(0L),
                receipt.bytes().orElse(null),
                step.problem().orElse(null),
                step.nextTryAt().orElse(null),
                step.finishedAt().orElse(null),
                step.resolution()
                        .map(act -> act.actor() + ": " + act.reason())
                        .or(receipt::method)
                        .orElse(null));
    }

    static StepDocument of(TeardownPlan.PlannedStep step) {
        return new StepDocument(
                step.name(),
                step.type(),
                step.after(),
                step.bestEffort(),
                step.destroys(),
                "planned",
                0,
                step.items().orElse(null),
                step.bytes().orElse(null),
                null,
                null,
                null,
                step.remark().orElse(null));
    }
}
