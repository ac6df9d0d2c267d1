package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.ops.internal.PausePoint;
import java.time.Duration;

/**
 * What tests replace.
 *
 * @param pausePoint where a thread may be stopped
 * @param backoff when something is tried again
 * @param heartbeat how often a lease is renewed
 * @param grace how long after its time a step is interrupted
 */
record Hooks(PausePoint pausePoint, Backoff backoff, Duration heartbeat, Duration grace) {
    static final Hooks PRODUCTION =
            new Hooks(PausePoint.NONE, Backoff.PRODUCTION, Duration.ofSeconds(10), Duration.ofMinutes(1));

    /** How long a step of a kind may take before it is ended. */
    Duration most(Kind kind) {
        return kind.config().limits().stepTimeout().plus(grace);
    }

    /** Calls of the steps of a kind that are ended when they take much longer than they may. */
    Timed timed(Heartbeat heartbeat, Kind kind) {
        return new Timed(heartbeat, most(kind));
    }
}
