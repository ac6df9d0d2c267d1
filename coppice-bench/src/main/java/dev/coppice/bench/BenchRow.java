package dev.coppice.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One comparison: medians of both sides in the same run.
 *
 * @param name what was compared
 * @param ours the figure of Coppice
 * @param baseline the figure of what one would write without it
 * @param unit the unit of both
 * @param ratio how many times better ours is
 * @param facts what else was counted, by stable names in a stable order
 */
public record BenchRow(
        String name, double ours, double baseline, String unit, double ratio, Map<String, Object> facts) {

    /** Keeps the facts in their order. */
    public BenchRow {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** A comparison of two times: the shorter the better. */
    public static BenchRow ofMillis(String name, double ours, double baseline, Map<String, Object> facts) {
        return new BenchRow(name, ours, baseline, "ms", baseline / ours, facts);
    }
}
