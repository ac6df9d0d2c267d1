package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Partitions of which every row is eligible: they could be detached whole. */
final class WholePartitions implements Check {
    private static final long LONGEST_MILLIS = 3_000;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var table = inspection.closure().rootTable();
        var eligibility = inspection.policy().eligibility();
        if (inspection.policy().policy().config().partitions() == Partitions.DROP) {
            return Stream.empty();
        }
        if (!table.partitioned() || eligibility.age().isEmpty()) {
            return Stream.empty();
        }
        var query = "SELECT string_agg(part.name, ', ' ORDER BY part.name) AS names, count(*) AS n FROM ("
                + "SELECT (SELECT c.relname::text FROM pg_catalog.pg_class AS c WHERE c.oid = " + table.sql()
                + ".tableoid) AS name FROM " + table.sql() + " GROUP BY " + table.sql()
                + ".tableoid HAVING bool_and(coalesce(" + String.join(" AND ", eligibility.conditions())
                + ", false))) AS part";
        return inspection
                .tried(() -> inspection
                        .sql()
                        .inTime(
                                LONGEST_MILLIS,
                                () -> inspection
                                        .sql()
                                        .one(query, row -> row.number("n") == 0 ? "" : row.text("names"))))
                .flatMap(java.util.Optional::stream)
                .filter(names -> !names.isEmpty())
                .map(names -> new Finding(
                        "whole-partition",
                        Severity.INFO,
                        table.toString(),
                        "Every row of these partitions is eligible: " + names + ".",
                        "They can be detached and dropped as a whole, once rows that name theirs are gone."));
    }
}
