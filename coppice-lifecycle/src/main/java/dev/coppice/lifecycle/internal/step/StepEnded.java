package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.StepOutcome;

/** Leaves a transaction, which is rolled back, with the outcome of the step. */
final class StepEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StepOutcome outcome;

    StepEnded(StepOutcome outcome) {
        super(outcome.toString(), null, false, false);
        this.outcome = outcome;
    }

    StepOutcome outcome() {
        return outcome;
    }
}
