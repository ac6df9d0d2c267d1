package dev.coppice.lifecycle.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operation to be begun. A value for any thread.
 *
 * @param resource the resource
 * @param epoch the fence
 * @param parent the operation of the resource it belongs to
 * @param residual whether only leftovers go
 * @param cause why
 * @param previousStatus what the resource is
 * @param planHash the plan
 * @param plan what a later look at the plan needs, as JSON
 * @param act who asked
 * @param waiver who waived the backup
 * @param steps its steps, in their order
 */
public record NewOperation(
        ResourceId resource,
        long epoch,
        OptionalLong parent,
        boolean residual,
        String cause,
        ResourceStatus previousStatus,
        String planHash,
        String plan,
        Act act,
        Optional<Act> waiver,
        List<NewStep> steps) {
    /** Copies the steps. */
    public NewOperation {
        steps = List.copyOf(steps);
    }

    /**
     * A step to be written.
     *
     * @param name its name
     * @param type its sort
     * @param after the steps it waits for
     * @param bestEffort whether others go on while it fails
     * @param destroys whether there is no way back once it has begun
     */
    public record NewStep(String name, String type, List<String> after, boolean bestEffort, boolean destroys) {
        /** Copies the list. */
        public NewStep {
            after = List.copyOf(after);
        }
    }
}
