package dev.coppice.lifecycle;

import java.time.Instant;

/**
 * When a resource ends. A value for any thread.
 *
 * @param at the end of what is paid for
 * @param immediate whether it ends at once, without retention
 */
public record Ending(Instant at, boolean immediate) {
    /** An end after which the resource is retained for the time of its kind. */
    public static Ending at(Instant end) {
        return new Ending(end, false);
    }

    /** An end without retention. */
    public static Ending immediately(Instant end) {
        return new Ending(end, true);
    }
}
