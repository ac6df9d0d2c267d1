package dev.coppice.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a benchmark ran.
 *
 * @param cores the processors this JVM may use
 * @param java the version of Java
 * @param postgres the version of PostgreSQL
 * @param roundTripMillis how long one round trip takes on each link, the median as measured before the benchmark
 */
public record Machine(int cores, String java, String postgres, Map<String, Double> roundTripMillis) {
    /** Keeps the links in their order. */
    public Machine {
        roundTripMillis = Collections.unmodifiableMap(new LinkedHashMap<>(roundTripMillis));
    }
}
