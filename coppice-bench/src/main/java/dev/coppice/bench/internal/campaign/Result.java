package dev.coppice.bench.internal.campaign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a side has done.
 *
 * @param title what the side is called
 * @param rows how many rows of all tables went
 * @param took how long it took
 * @param server the processor time of its server processes, where they are on this machine
 * @param client the processor time of this process meanwhile
 * @param walBytes what was written ahead meanwhile
 * @param told what the side knows of it
 */
record Result(
        String title,
        long rows,
        Duration took,
        Optional<Duration> server,
        Duration client,
        long walBytes,
        Map<String, Object> told) {
    private static final double NANOS = 1e9;

    double rowsPerSecond() {
        return rows * NANOS / took.toNanos();
    }

    /** What stands in a row beside the rates. */
    static Map<String, Object> facts(Result ours, Result baseline) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("rowsRemoved", ours.rows);
        if (ours.server.isPresent() && baseline.server.isPresent()) {
            facts.put("serverMillis", ours.server.get().toMillis());
            facts.put("baselineServerMillis", baseline.server.get().toMillis());
        }
        facts.put("clientMillis", ours.client.toMillis());
        facts.put("baselineClientMillis", baseline.client.toMillis());
        facts.put("walBytesPerRow", ours.walBytesPerRow());
        facts.put("baselineWalBytesPerRow", baseline.walBytesPerRow());
        facts.putAll(ours.told);
        return facts;
    }

    private BigDecimal walBytesPerRow() {
        return rounded((double) walBytes / rows);
    }

    static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure).setScale(1, RoundingMode.HALF_UP);
    }
}
