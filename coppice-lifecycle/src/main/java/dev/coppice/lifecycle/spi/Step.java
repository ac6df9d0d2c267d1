package dev.coppice.lifecycle.spi;

/**
 * One store's part in a teardown. Whatever happens, {@link #apply} may be called again: it is idempotent, and finding nothing
 * is success. An exception counts as {@link StepOutcome.Failed} when it is a refusal, and as {@link StepOutcome.Unknown} when the
 * effect may have happened, such as a lost connection. Safe for any thread.
 *
 * <p>{@link StepContract} checks an implementation.
 */
public interface Step {
    /**
     * Looks at what is there, and changes nothing. Used for the plan, after {@link #apply}, and long after the teardown; it
     * must not take its answer from what {@code apply} remembers.
     *
     * @return {@link Sight.Unknown} when it cannot be seen: a listing that fails is not an empty one
     */
    Sight look(StepContext context) throws Exception;

    /** Removes what is there, or goes on with removing it. */
    StepOutcome apply(StepContext context) throws Exception;

    /** How it removes things, for the receipt: a clause such as {@code DROP SCHEMA after comparing with the backup}. */
    String method();

    /** Whether there is no way back once it has begun. A step that only tells somebody does not destroy. */
    default boolean destroys() {
        return true;
    }
}
