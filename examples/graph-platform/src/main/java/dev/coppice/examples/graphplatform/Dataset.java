package dev.coppice.examples.graphplatform;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the generator is asked for. Equal data sets give equal rows, to the byte, on every server.
 *
 * @param size how much there is
 * @param seed which of the many possible data sets of this size it is
 * @param asOf the instant that counts as now: ages go back from here; kept to the microsecond, as PostgreSQL does
 */
public record Dataset(Size size, long seed, Instant asOf) {
    /** Cuts the instant to what PostgreSQL can keep. */
    public Dataset {
        asOf = asOf.truncatedTo(ChronoUnit.MICROS);
    }
}
