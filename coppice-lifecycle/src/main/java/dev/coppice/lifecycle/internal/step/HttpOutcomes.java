package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.StepOutcome;

/**
 * What the answers of a service mean, one by one and together. Whatever it puts off counts as an attempt: a service that never
 * comes round is told to people, who would not hear of a step that only waits.
 */
final class HttpOutcomes {
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private int removed;
    private int unanswered;
    private int failed;
    private int unfinished;
    private String found = "";

    /** Whether it is gone; whose doing that was does not matter. */
    static boolean isGone(int status) {
        return status == NOT_FOUND || status == GONE;
    }

    /** Whether the service says that it is there. */
    static boolean isThere(int status) {
        return status / 100 == 2;
    }

    /** Takes the answer to one call; whether the service says that it is gone now. */
    boolean isGoneAfter(int status) {
        switch (status) {
            case NOT_FOUND, GONE -> {
                return true;
            }
            case ACCEPTED -> unfinished++;
            case HttpCall.UNREACHED -> failed("it was not reached");
            case HttpCall.SILENCE -> unanswered++;
            default -> {
                if (status / 100 == 2) {
                    removed++;
                    return true;
                }
                failed("it answered with status " + status);
            }
        }
        return false;
    }

    /** Notes that there was no time for the rest. */
    void outOfTime() {
        failed("there was no time for the rest");
    }

    /** All of them together: what is worst is told. */
    StepOutcome together(int calls) {
        if (unanswered > 0) {
            return new StepOutcome.Unknown("http.no-answer", "the service gave no answer to " + of(unanswered, calls));
        }
        if (failed > 0) {
            return new StepOutcome.Failed("http.failed", "the service failed " + of(failed, calls) + ": " + found);
        }
        if (unfinished > 0) {
            return new StepOutcome.Unknown(
                    "http.unfinished",
                    "the service accepted " + of(unfinished, calls) + ", and has not said that it is done");
        }
        return removed > 0 ? new StepOutcome.Done(removed) : StepOutcome.ALREADY_DONE;
    }

    private static String of(int some, int calls) {
        return some + " of " + calls + " calls";
    }

    private void failed(String clause) {
        failed++;
        found = clause;
    }
}
