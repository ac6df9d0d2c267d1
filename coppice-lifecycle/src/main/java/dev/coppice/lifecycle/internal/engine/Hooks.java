package dev.coppice.lifecycle.internal.engine;

import dev.coppice.ops.internal.PausePoint;
import java.time.Duration;

/**
 * What tests replace.
 *
 * @param pausePoint where a thread may be stopped
 * @param backoff when something is tried again
 * @param heartbeat how often a lease is renewed
 */
record Hooks(PausePoint pausePoint, Backoff backoff, Duration heartbeat) {
    static final Hooks PRODUCTION = new Hooks(PausePoint.NONE, Backoff.PRODUCTION, Duration.ofSeconds(10));
}
