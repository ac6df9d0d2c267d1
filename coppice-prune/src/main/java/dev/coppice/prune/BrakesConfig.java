package dev.coppice.prune;

import dev.coppice.control.Key;
import java.time.Duration;

/**
 * What slows or stops a campaign. A value for any thread.
 *
 * @param replicaLag how far a replica may be behind
 * @param waiters whether it yields to sessions that wait for its locks
 * @param oldestSnapshot how old the oldest snapshot may be before it slows
 */
public record BrakesConfig(
        @Key(value = "How far a replica may be behind, where there is one.", fallback = "10s")
        Duration replicaLag,

        @Key(value = "Whether it yields to sessions that wait for its locks.", fallback = "true")
        boolean waiters,

        @Key(value = "How old the oldest snapshot may be before it slows.", fallback = "30m")
        Duration oldestSnapshot) {}
