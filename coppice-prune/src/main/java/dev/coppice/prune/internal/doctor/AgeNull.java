package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.policy.Age;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows that meet the condition and have no age: they are never eligible, however old they are. */
final class AgeNull implements Check {
    private static final long LONGEST_MILLIS = 3_000;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection.policy().eligibility().age().stream()
                .filter(age -> !age.column().notNull())
                .flatMap(age -> look(inspection, age));
    }

    private static Stream<Finding> look(Inspection inspection, Age age) {
        var eligibility = inspection.policy().eligibility();
        var table = eligibility.table();
        var query = "SELECT count(*) AS n FROM " + table.from() + " WHERE " + table.qualified(age.column()) + " IS NULL"
                + eligibility.when().map(when -> " AND (" + when + "\n)").orElse("");
        return inspection
                .tried(() -> inspection
                        .sql()
                        .inTime(LONGEST_MILLIS, () -> inspection.sql().one(query, row -> row.number("n"))))
                .flatMap(Optional::stream)
                .filter(rows -> rows > 0)
                .map(rows -> new Finding(
                        "age-null",
                        Severity.WARN,
                        table + "." + age.column().name(),
                        rows + " rows meet the condition but have no age; they are never eligible.",
                        "UPDATE " + table.sql() + " SET " + age.column() + " = … WHERE " + age.column() + " IS NULL;"));
    }
}
