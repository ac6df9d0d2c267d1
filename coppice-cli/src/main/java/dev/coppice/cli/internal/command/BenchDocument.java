package dev.coppice.cli.internal.command;

import dev.coppice.bench.BenchReport;
import dev.coppice.bench.BenchRow;
import dev.coppice.bench.Machine;
import dev.coppice.cli.internal.TextTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A benchmark as scripts see it.
 *
 * @param bench its name
 * @param machine where it ran
 * @param rows the comparisons, each with what was counted beside its times
 */
record BenchDocument(String bench, Machine machine, List<Map<String, Object>> rows) {

    static BenchDocument of(BenchReport report) {
        return new BenchDocument(
                report.bench(),
                report.machine(),
                report.rows().stream().map(BenchDocument::row).toList());
    }

    private static Map<String, Object> row(BenchRow row) {
        var document = new LinkedHashMap<String, Object>();
        document.put("name", row.name());
        document.put("ours", rounded(row.ours()));
        document.put("baseline", rounded(row.baseline()));
        document.put("unit", row.unit());
        document.put("ratio", rounded(row.ratio()));
        document.putAll(row.facts());
        return document;
    }

    private static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure).setScale(3, RoundingMode.HALF_UP);
    }

    /** The same for people. */
    static String text(BenchReport report) {
        var table = TextTable.of("WHAT", "OURS", "BASELINE", "RATIO", "STATEMENTS", "SUBTRANSACTIONS");
        report.rows()
                .forEach(row -> table.row(
                        row.name(),
                        figure(row.ours()) + " " + row.unit(),
                        figure(row.baseline()) + " " + row.unit(),
                        figure(row.ratio()) + " x",
                        both(row, "statements", "baselineStatements"),
                        both(row, "subtransactions", "baselineSubtransactions")));
        return heading(report) + "\n\n" + table;
    }

    private static String heading(BenchReport report) {
        var machine = report.machine();
        var roundTrips = machine.roundTripMillis().entrySet().stream()
                .map(link -> String.format(Locale.ROOT, "%.3f ms %s", link.getValue(), link.getKey()))
                .collect(Collectors.joining(", "));
        return report.bench() + " on " + machine.cores() + " cores, Java " + machine.java() + ", PostgreSQL "
                + machine.postgres() + "; one round trip: " + roundTrips
                + ".\nMedians; counts are ours / baseline, and 65 subtransactions stand for more than 64.";
    }

    private static String figure(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.1f", figure);
    }

    private static String both(BenchRow row, String ours, String baseline) {
        var facts = row.facts();
        return facts.containsKey(ours) ? facts.get(ours) + " / " + facts.getOrDefault(baseline, "-") : "-";
    }
}
