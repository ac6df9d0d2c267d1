package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.time.Duration;

/**
 * Calls steps that have their time: one that does not come back is interrupted, and what it came to is unknown.
 *
 * @param heartbeat interrupts this thread
 * @param most how long one call may take
 */
record Timed(Heartbeat heartbeat, Duration most) {
    static final String OVERDUE = "step.overdue";

    Sight look(Step step, StepContext context) throws InterruptedException {
        return within(() -> Calls.look(step, context), new Sight.Unknown(OVERDUE, sentence()));
    }

    StepOutcome apply(Step step, StepContext context) throws InterruptedException {
        return within(() -> Calls.apply(step, context), new StepOutcome.Unknown(OVERDUE, sentence()));
    }

    private interface Call<T> {
        T made() throws InterruptedException;
    }

    private <T> T within(Call<T> call, T overdue) throws InterruptedException {
        var made = limited(call, overdue);
        heartbeat.requireKept();
        return made;
    }

    private <T> T limited(Call<T> call, T overdue) throws InterruptedException {
        heartbeat.limit(most);
        try {
            return call.made();
        } catch (InterruptedException cut) {
            if (heartbeat.unlimited()) {
                return overdue;
            }
            throw cut;
        } finally {
            heartbeat.unlimited();
        }
    }

    private String sentence() {
        return "It had not come back after " + most.toSeconds() + " seconds, and was interrupted.";
    }
}
