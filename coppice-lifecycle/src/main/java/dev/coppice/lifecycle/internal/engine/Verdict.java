package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter.Entry;
import dev.coppice.lifecycle.internal.ledger.StepWriter.Keeping;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Writes what came of an attempt.
 *
 * @param steps the steps of the operation
 * @param backoff when it is tried again
 */
record Verdict(StepWriter steps, Backoff backoff) {
    /** The backup does not have what is there now: it is taken again before anything goes on. */
    static final String OUTDATED = "backup.outdated";

    /**
     * An attempt.
     *
     * @param step its step
     * @param number its number in the journal
     * @param failures how often the step was tried by now
     * @param method how it removes things
     */
    record Tried(String step, int number, int failures, String method) {}

    /** Writes it, and says whether the step was left to a person by it. */
    boolean write(Tried tried, StepOutcome outcome) {
        return switch (outcome) {
            case StepOutcome.Done done -> {
                steps.outcome(tried.step(), tried.number(), entry("done", done.items()));
                steps.opened(tried.step(), StepState.DONE, tried.method(), done.items());
                yield false;
            }
            case StepOutcome.AlreadyDone already -> {
                steps.outcome(tried.step(), tried.number(), entry("already-done", 0));
                steps.opened(tried.step(), StepState.ALREADY_DONE, tried.method(), 0);
                yield false;
            }
            case StepOutcome.Failed failed -> kept(tried, StepState.FAILED, failed.code(), failed.message());
            case StepOutcome.Unknown unknown -> kept(tried, StepState.UNKNOWN, unknown.code(), unknown.message());
            case StepOutcome.Blocked blocked -> {
                steps.outcome(tried.step(), tried.number(), entry("blocked", blocked.code(), blocked.message()));
                blocked(tried.step(), blocked);
                steps.uncount(tried.step());
                yield false;
            }
        };
    }

    /** Notes what holds a step up, without an attempt. */
    void blocked(String step, StepOutcome.Blocked blocked) {
        blocked(step, blocked, blocked.code().equals(OUTDATED) ? Duration.ZERO : backoff.blocked());
    }

    void blocked(String step, StepOutcome.Blocked blocked, Duration pause) {
        steps.kept(step, StepState.BLOCKED, new Keeping(blocked.code(), blocked.message(), blocked.by(), pause));
    }

    private boolean kept(Tried tried, StepState state, String code, String message) {
        steps.outcome(tried.step(), tried.number(), entry(state.stored(), code, message));
        steps.kept(tried.step(), state, new Keeping(code, message, List.of(), backoff.after(tried.failures())));
        if (tried.failures() < Backoff.ATTEMPTS) {
            return false;
        }
        steps.park(tried.step());
        return true;
    }

    private static Entry entry(String outcome, long items) {
        return new Entry(outcome, Optional.empty(), Optional.empty(), items);
    }

    private static Entry entry(String outcome, String code, String message) {
        return new Entry(outcome, Optional.of(code), Optional.of(message), 0);
    }
}
