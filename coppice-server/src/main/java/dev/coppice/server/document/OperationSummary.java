package dev.coppice.server.document;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.TeardownResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A teardown in one line of a list. A value for any thread.
 *
 * @param operation its number
 * @param kind the kind of its resource
 * @param resource the id of its resource
 * @param status what has come of it, as {@link TeardownResult#status()} has it
 * @param state how it stands
 * @param cause why it began
 * @param residual whether it disposes of leftovers only
 * @param parent the operation of the resource it belongs to
 * @param stepsEnded how many of its steps have ended
 * @param steps how many steps it has
 * @param requestedBy who asked
 * @param createdAt since when
 * @param nextTryAt when it is taken up again
 * @param finishedAt when it ended
 * @param message what has come of it, in words
 */
public record OperationSummary(
        long operation,
        String kind,
        String resource,
        String status,
        String state,
        String cause,
        boolean residual,
        @Nullable Long parent,
        long stepsEnded,
        int steps,
        String requestedBy,
        Instant createdAt,
        @Nullable Instant nextTryAt,
        @Nullable Instant finishedAt,
        String message) {

    /** An operation as a line. */
    public static OperationSummary of(Operation operation) {
        var result = TeardownResult.of(operation, List.of());
        return new OperationSummary(
                operation.id(),
                operation.resource().kind(),
                operation.resource().id(),
                result.status(),
                operation.state().stored(),
                operation.cause(),
                operation.residual(),
                ResourceDocument.number(operation.parent()),
                operation.steps().stream().filter(step -> step.state().ended()).count(),
                operation.steps().size(),
                operation.act().actor(),
                operation.createdAt(),
                operation.nextTryAt().orElse(null),
                operation.finishedAt().orElse(null),
                result.message());
    }
}
