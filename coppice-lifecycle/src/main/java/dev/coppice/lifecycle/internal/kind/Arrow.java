package dev.coppice.lifecycle.internal.kind;

import static dev.coppice.lifecycle.ResourceState.ACTIVE;
import static dev.coppice.lifecycle.ResourceState.DEPROVISIONED;
import static dev.coppice.lifecycle.ResourceState.ERASED;
import static dev.coppice.lifecycle.ResourceState.FENCED;
import static dev.coppice.lifecycle.ResourceState.PARKED;
import static dev.coppice.lifecycle.ResourceState.RESIDUAL;
import static dev.coppice.lifecycle.ResourceState.SUSPENDED;
import static dev.coppice.lifecycle.ResourceState.TEARING_DOWN;

import dev.coppice.lifecycle.ResourceState;
import java.util.List;

/**
 * One way from a state to another. A value for any thread.
 *
 * @param from the state before
 * @param to the state after
 * @param when when it is gone, in a sentence
 */
public record Arrow(ResourceState from, ResourceState to, String when) {
    /** Every way there is. The trigger on {@code coppice.resource_state} knows the same. */
    public static final List<Arrow> ALL = List.of(
            new Arrow(ACTIVE, SUSPENDED, "Its end has come, or a person stopped it."),
            new Arrow(ACTIVE, FENCED, "Its teardown was begun while it was in use."),
            new Arrow(SUSPENDED, ACTIVE, "It is paid for again, or a person brought it back."),
            new Arrow(
                    SUSPENDED,
                    FENCED,
                    "Its retention is over, or its end was immediate, or a person had it torn down."),
            new Arrow(FENCED, ACTIVE, "Its teardown was called off, and it had been in use."),
            new Arrow(FENCED, SUSPENDED, "Its teardown was called off, and it had been suspended."),
            new Arrow(FENCED, TEARING_DOWN, "The first step that destroys has written its intent."),
            new Arrow(FENCED, PARKED, "A step before anything was destroyed failed too often."),
            new Arrow(FENCED, RESIDUAL, "Nothing had to be destroyed, and a best-effort step has not ended."),
            new Arrow(FENCED, DEPROVISIONED, "Nothing had to be destroyed."),
            new Arrow(TEARING_DOWN, PARKED, "A step failed too often."),
            new Arrow(TEARING_DOWN, RESIDUAL, "All is gone but what best-effort steps have left."),
            new Arrow(TEARING_DOWN, DEPROVISIONED, "All is gone."),
            new Arrow(
                    PARKED,
                    ACTIVE,
                    "Its teardown was called off before anything was destroyed, and it had been in use."),
            new Arrow(
                    PARKED,
                    SUSPENDED,
                    "Its teardown was called off before anything was destroyed, and it had been suspended."),
            new Arrow(PARKED, FENCED, "A person had it tried again, and nothing has been destroyed yet."),
            new Arrow(PARKED, TEARING_DOWN, "A person had it tried again, past the point of no return."),
            new Arrow(PARKED, RESIDUAL, "A person had the disposal of leftovers tried again."),
            new Arrow(PARKED, DEPROVISIONED, "A person settled the last step that was left."),
            new Arrow(RESIDUAL, PARKED, "The disposal of leftovers failed too often."),
            new Arrow(RESIDUAL, DEPROVISIONED, "Its leftovers are gone, or were left on a person's word."),
            new Arrow(DEPROVISIONED, RESIDUAL, "Leftovers are looked for once more."),
            new Arrow(DEPROVISIONED, ERASED, "Its last backup is gone."),
            new Arrow(DEPROVISIONED, ACTIVE, "It was restored from its backup, and had been in use."),
            new Arrow(DEPROVISIONED, SUSPENDED, "It was restored from its backup, and had been suspended."),
            new Arrow(
                    DEPROVISIONED,
                    FENCED,
                    "The application brought it back by itself, and its teardown was begun anew."),
            new Arrow(ERASED, FENCED, "The application brought it back by itself, and its teardown was begun anew."),
            new Arrow(ERASED, RESIDUAL, "Leftovers are looked for once more."));

    /**
     * Ways that only the row goes, since the application went ahead: by its own table the resource was deprovisioned
     * already.
     */
    static final List<Arrow> BEHIND = List.of(
            new Arrow(ACTIVE, RESIDUAL, "The application deprovisioned it by itself, and leftovers are looked for."),
            new Arrow(ACTIVE, ERASED, "The application deprovisioned it by itself, and its last backup is gone."),
            new Arrow(SUSPENDED, RESIDUAL, "The application deprovisioned it by itself, and leftovers are looked for."),
            new Arrow(SUSPENDED, ERASED, "The application deprovisioned it by itself, and its last backup is gone."));

    /** The states that are one step away from a state. */
    public static List<ResourceState> allowed(ResourceState from) {
        return ALL.stream().filter(arrow -> arrow.from() == from).map(Arrow::to).toList();
    }
}
