package dev.coppice.control;

import java.time.Instant;
import java.util.Optional;

/**
 * A hold that is wanted. A value for any thread.
 *
 * @param target what it shall protect
 * @param origin the case or system it comes from, such as {@code legal/2026-118}
 * @param act who places it and why
 * @param until when it ends by itself; empty when it stands until it is released
 */
public record HoldRequest(HoldTarget target, String origin, Act act, Optional<Instant> until) {
    /** Refuses a blank origin. */
    public HoldRequest {
        Text.required(origin, "origin");
    }

    /** A hold that stands until it is released. */
    public static HoldRequest on(HoldTarget target, String origin, Act act) {
        return new HoldRequest(target, origin, act, Optional.empty());
    }

    /** The same hold with an end. */
    public HoldRequest until(Instant end) {
        return new HoldRequest(target, origin, act, Optional.of(end));
    }
}
