package dev.coppice.lifecycle.spi;

import java.util.List;

/** How an attempt of a step ended. A value for any thread. */
public sealed interface StepOutcome {
    /** There was nothing to do. */
    StepOutcome ALREADY_DONE = new AlreadyDone();

    /**
     * It removed something.
     *
     * @param items how much in this attempt
     */
    record Done(long items) implements StepOutcome {}

    /** There was nothing to do. */
    record AlreadyDone() implements StepOutcome {}

    /**
     * It was refused, and nothing more happened than what its progress says.
     *
     * @param code a stable word
     * @param message why, for people; no stored value
     */
    record Failed(String code, String message) implements StepOutcome {}

    /**
     * Nobody knows whether it happened.
     *
     * @param code a stable word
     * @param message why, for people; no stored value
     */
    record Unknown(String code, String message) implements StepOutcome {}

    /**
     * Something outside holds it up; this does not count as a failure.
     *
     * @param code a stable word
     * @param message what, for people; no stored value
     * @param by what it waits for, by name
     */
    record Blocked(String code, String message, List<String> by) implements StepOutcome {
        /** Copies the list. */
        public Blocked {
            by = List.copyOf(by);
        }
    }
}
