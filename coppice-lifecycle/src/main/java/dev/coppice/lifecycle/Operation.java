package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A teardown of one resource under one fence. A value for any thread.
 *
 * @param id its number
 * @param resource the resource
 * @param epoch the fence it runs under; each later one is greater
 * @param parent the operation of the resource it belongs to
 * @param residual whether it disposes of leftovers only
 * @param cause why it began: {@code due}, {@code asked}, {@code parent} or {@code found}
 * @param state how it stands
 * @param previousStatus what the resource was before
 * @param planHash the plan it runs under
 * @param act who asked, and why
 * @param waiver who waived the backup, and why
 * @param backup the backup it destroys behind
 * @param createdAt since when
 * @param nextTryAt when it is taken up again
 * @param noReturnAt since when there has been no way back
 * @param finishedAt when it ended
 * @param worker who works on it now
 * @param steps its steps in their order
 */
public record Operation(
        long id,
        ResourceId resource,
        long epoch,
        OptionalLong parent,
        boolean residual,
        String cause,
        OperationState state,
        ResourceStatus previousStatus,
        String planHash,
        Act act,
        Optional<Act> waiver,
        OptionalLong backup,
        Instant createdAt,
        Optional<Instant> nextTryAt,
        Optional<Instant> noReturnAt,
        Optional<Instant> finishedAt,
        Optional<String> worker,
        List<OperationStep> steps) {
    /** Copies the steps. */
    public Operation {
        steps = List.copyOf(steps);
    }
}
