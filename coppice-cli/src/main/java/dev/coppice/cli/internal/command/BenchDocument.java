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
import java.util.stream.Stream;

/**
 * A benchmark as scripts see it.
 *
 * @param bench its name
 * @param machine where it ran
 * @param rows the comparisons, each with what was counted beside its times
 */
record BenchDocument(String bench, Machine machine, List<Map<String, Object>> rows) {
    private static final List<Column> COLUMNS = List.of(
            new Column("STATEMENTS", List.of("statements", "baselineStatements")),
            new Column("SUBTRANSACTIONS (65: MORE THAN 64)", List.of("subtransactions", "baselineSubtransactions")),
            new Column("SERVER CPU ms", List.of("serverMillis", "baselineServerMillis")),
            new Column("CLIENT CPU ms", List.of("clientMillis", "baselineClientMillis")),
            new Column("WAL B/ROW", List.of("walBytesPerRow", "baselineWalBytesPerRow")),
            new Column("CHUNK ms P50 / P99", List.of("chunkP50Millis", "chunkP99Millis")),
            new Column("ARCHIVE B/ROW", List.of("archiveBytesPerRow")));

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

    /** The same for people: a column for each fact that any row has. */
    static String text(BenchReport report) {
        var columns = COLUMNS.stream()
                .filter(column -> report.rows().stream().anyMatch(column::isIn))
                .toList();
        var headings = Stream.concat(
                Stream.of("WHAT", "OURS", "BASELINE", "RATIO"), columns.stream().map(Column::heading));
        var table = TextTable.of(headings.toArray(String[]::new));
        table.rows(report.rows().stream().map(row -> cells(row, columns)));
        return heading(report) + "\n\n" + table;
    }

    private static Object[] cells(BenchRow row, List<Column> columns) {
        var figures = Stream.of(
                row.name(),
                figure(row.ours()) + " " + row.unit(),
                figure(row.baseline()) + " " + row.unit(),
                figure(row.ratio()) + " x");
        return Stream.concat(figures, columns.stream().map(column -> column.cell(row)))
                .toArray();
    }

    private static String heading(BenchReport report) {
        var machine = report.machine();
        var roundTrips = machine.roundTripMillis().entrySet().stream()
                .map(link -> String.format(Locale.ROOT, "%.3f ms %s", link.getValue(), link.getKey()))
                .collect(Collectors.joining(", "));
        return report.bench() + " on " + machine.cores() + " cores, Java " + machine.java() + ", PostgreSQL "
                + machine.postgres() + "; one round trip: " + roundTrips
                + ".\nMedians; columns with two figures are ours / baseline.";
    }

    private static String figure(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.1f", figure);
    }

    /** Facts that stand side by side; {@code -} for one that a row does not have. */
    private record Column(String heading, List<String> facts) {
        boolean isIn(BenchRow row) {
            return facts.stream().anyMatch(row.facts()::containsKey);
        }

        String cell(BenchRow row) {
            return isIn(row)
                    ? facts.stream()
                            .map(fact -> String.valueOf(row.facts().getOrDefault(fact, "-")))
                            .collect(Collectors.joining(" / "))
                    : "-";
        }
    }
}
