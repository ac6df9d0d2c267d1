package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.plan.TableSize;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.read.Explained;
import java.util.Locale;
import java.util.stream.Stream;

/** A large table of which much grows old every month, and that is not partitioned. By the statistics alone. */
final class PartitionAdvice implements Check {
    private static final long LEAST_ROWS = 100_000;
    private static final double LEAST_SHARE = 0.03;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var table = inspection.closure().rootTable();
        var age = inspection.policy().eligibility().age();
        if (table.partitioned() || age.isEmpty() || table.estimate().rows() < LEAST_ROWS) {
            return Stream.empty();
        }
        return inspection.tried(() -> monthly(inspection, table, age.get())).flatMap(rows -> {
            var all = TableSize.rows(inspection.sql(), table);
            var share = (double) rows / all;
            return share < LEAST_SHARE ? Stream.empty() : Stream.of(finding(table, age.get(), rows, share));
        });
    }

    private static long monthly(Inspection inspection, ClosureTable table, Age age) {
        var when = inspection
                .policy()
                .eligibility()
                .when()
                .map(text -> " AND (" + text + "\n)")
                .orElse("");
        var column = table.qualified(age.column());
        return Explained.of(
                        inspection.sql(),
                        "SELECT FROM " + table.from() + " WHERE " + column + " >= " + age.horizon() + " AND " + column
                                + " < " + age.horizon() + " + interval '30 days'" + when)
                .rows();
    }

    private static Finding finding(ClosureTable table, Age age, long rows, double share) {
        return new Finding(
                "partition-advice",
                Severity.INFO,
                table.toString(),
                String.format(
                        Locale.ROOT,
                        "About %,d rows, %d %% of the table, grow old enough in the next 30 days; deleted one by one"
                                + " they leave as many dead rows.",
                        rows,
                        Math.round(share * 100)),
                "Consider to partition it by range of " + age.column().name()
                        + ": with \"partitions: drop\" the policy would drop about one partition a month instead.");
    }
}
