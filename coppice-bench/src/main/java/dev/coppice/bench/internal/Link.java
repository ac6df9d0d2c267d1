package dev.coppice.bench.internal;

import java.sql.SQLException;
import java.util.stream.LongStream;

/**
 * A way to the server.
 *
 * @param name as it stands in the rows
 * @param kept the connection over it
 * @param isSlow whether a delay was added
 */
public record Link(String name, KeptConnection kept, boolean isSlow) {
    private static final int PROBES = 501;
    private static final double NANOS_PER_MILLI = 1e6;

    /** The median time of a query that costs nothing. */
    double roundTripMillis() throws SQLException {
        var nanos = new long[PROBES];
        try (var query = kept.connection().prepareStatement("SELECT 1")) {
            for (var probe = 0; probe < PROBES; probe++) {
                var begun = System.nanoTime();
                query.executeQuery().close();
                nanos[probe] = System.nanoTime() - begun;
            }
        }
        return LongStream.of(nanos).sorted().skip(PROBES / 2).findFirst().orElseThrow() / NANOS_PER_MILLI;
    }
}
