package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.util.List;
import java.util.Optional;

/**
 * Operations looked at, and the ways out of each state. Safe for any thread; each call owns its transaction, and what changes
 * something enters the audit trail, its refusals too.
 */
public interface Operations {
    /** An operation by its number. */
    Optional<Operation> find(long id);

    /** One page, newest first. */
    Page<Operation> list(OperationQuery query);

    /**
     * Why it has not ended.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}
     */
    Explanation explain(long id);

    /**
     * What it came to so far, in the words that scripts rely on.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}
     */
    TeardownResult result(long id);

    /** All operations begun for those below its resource, by number; parents before their children. */
    List<Operation> below(long id);

    /**
     * What happened to its steps, oldest first; of more than a thousand attempts the last thousand.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}
     */
    List<Attempt> journal(long id);

    /**
     * Makes an operation due now, its parked steps with all attempts before them.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}, {@code operation.ended}
     */
    Operation retry(long id, Act act);

    /**
     * Records that a step was done by hand. Looks first: what is still there, or cannot be looked at, refuses it.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}, {@code operation.ended}, {@code
     *     operation.unknown-step}, {@code operation.busy}, {@code operation.step-ended}, {@code operation.still-there}
     */
    Operation resolve(long id, String step, Act act);

    /**
     * Records, by a person's word alone, that a step was done by hand whose store cannot be looked at, as when a service is
     * switched off. The certificate says that nobody saw it, and whose word it is. What can be looked at is refused.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #resolve}, {@code operation.step-seen}
     */
    Operation resolveUnseen(long id, String step, Act act);

    /**
     * Records that a step is left undone for good; what it leaves stands on the certificate. Only a best-effort step that no
     * other waits for.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #resolve}, {@code operation.step-holds-others}
     */
    Operation abandon(long id, String step, Act act);

    /**
     * Calls a teardown off, with those of its children, before anything was destroyed: the fences are lifted and statuses are
     * as they were.
     *
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}, {@code operation.ended}, {@code
     *     operation.no-return}, {@code operation.has-parent}
     */
    Operation cancel(long id, Act act);
}
