package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.plan.TableSize;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.sql.ChunkSql;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A claim that reads the whole table, or sorts it, for each chunk: no index fits the condition and the age. */
final class ClaimPlan implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        var table = inspection.closure().rootTable();
        if (TableSize.rows(inspection.sql(), table) < Inspection.LARGE) {
            return Stream.empty();
        }
        var order = ChunkSql.of(inspection.policy()).roots().ordered();
        var query = "SELECT FROM " + table.from() + " WHERE "
                + String.join(" AND ", inspection.policy().eligibility().conditions()) + " ORDER BY " + order
                + " LIMIT 500";
        return inspection
                .tried(() -> Explained.of(inspection.sql(), query))
                .filter(plan -> plan.has("Seq Scan") || plan.has("Sort"))
                .map(plan -> new Finding(
                        "claim-index",
                        Severity.WARN,
                        table.toString(),
                        "Each chunk would read "
                                + (plan.has("Seq Scan") ? "the whole table" : "and sort all that is eligible")
                                + " to find its rows.",
                        cure(inspection)));
    }

    private static String cure(Inspection inspection) {
        var table = inspection.closure().rootTable();
        var age = inspection
                .policy()
                .eligibility()
                .age()
                .map(each -> each.column().sql())
                .stream();
        var key = table.identity().columns().stream().map(each -> each.column().sql());
        return "CREATE INDEX " + (table.partitioned() ? "" : "CONCURRENTLY ") + "ON " + table.sql() + " ("
                + Stream.concat(age, key)
                        .filter(column -> !column.equals("ctid") && !column.equals("tableoid"))
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ");";
    }
}
