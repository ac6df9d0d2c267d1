package dev.coppice.bench;

import java.util.List;

/**
 * What a benchmark has found.
 *
 * @param bench its name
 * @param machine where it ran
 * @param rows the comparisons
 */
public record BenchReport(String bench, Machine machine, List<BenchRow> rows) {
    /** Keeps the rows as they are. */
    public BenchReport {
        rows = List.copyOf(rows);
    }
}
