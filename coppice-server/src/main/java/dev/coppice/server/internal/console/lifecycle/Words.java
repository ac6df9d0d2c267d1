package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;

/** States as people read them. */
final class Words {
    private Words() {}

    static Badge badge(ResourceState state) {
        var tone = switch (state) {
            case ACTIVE -> Tone.GOOD;
            case SUSPENDED, FENCED, RESIDUAL -> Tone.WARN;
            case TEARING_DOWN -> Tone.BUSY;
            case PARKED -> Tone.BAD;
            case DEPROVISIONED, ERASED -> Tone.QUIET;
        };
        return new Badge(label(state), tone);
    }

    static String label(ResourceState state) {
        return state == ResourceState.FENCED ? "leaving" : state.stored().replace('-', ' ');
    }

    static String sentence(ResourceState state) {
        return switch (state) {
            case ACTIVE -> "It is in use.";
            case SUSPENDED -> "It is suspended: nothing of it is lost, and it can be reactivated.";
            case FENCED -> "It is leaving. Nothing is destroyed yet, and its teardown can still be called off.";
            case TEARING_DOWN -> "It is being torn down. There is no way back but its backup.";
            case PARKED -> "A step of its teardown failed too often and waits for a person.";
            case RESIDUAL -> "It is gone; leftovers are still being disposed of.";
            case DEPROVISIONED -> "It is gone. A backup of it may still be kept.";
            case ERASED -> "It is gone, and so is its last backup.";
        };
    }

    static Badge badge(OperationState state) {
        var tone = switch (state) {
            case RUNNING -> Tone.BUSY;
            case PARKED -> Tone.BAD;
            case RESIDUAL, PARTIAL -> Tone.WARN;
            case SUCCEEDED -> Tone.GOOD;
            case CANCELLED -> Tone.QUIET;
        };
        return new Badge(state.stored(), tone);
    }

    static Badge badge(StepState state) {
        return new Badge(state.stored().replace('-', ' '), tone(state));
    }

    private static Tone tone(StepState state) {
        return switch (state) {
            case PENDING -> Tone.QUIET;
            case RUNNING -> Tone.BUSY;
            case DONE, ALREADY_DONE, RESOLVED -> Tone.GOOD;
            case FAILED, UNKNOWN, BLOCKED, UNSEEN, ABANDONED -> Tone.WARN;
            case PARKED -> Tone.BAD;
        };
    }

    /** How a backup stands. */
    static Badge backup(String state) {
        return new Badge(
                state,
                switch (state) {
                    case "completed" -> Tone.GOOD;
                    case "writing" -> Tone.BUSY;
                    case "failed" -> Tone.BAD;
                    case "expiring" -> Tone.WARN;
                    default -> Tone.QUIET;
                });
    }
}
