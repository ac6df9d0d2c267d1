package dev.coppice.prune.internal.doctor;

import dev.coppice.control.TableName;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.List;
import java.util.stream.Stream;

/** Holds on tables that take part. */
final class HoldsPresent implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT h.table_schema || '.' || h.table_name AS table_name, count(*) AS n,
                bool_or(h.scope = 'table') AS whole
            FROM coppice.hold AS h
            JOIN unnest(?::text[], ?::text[]) AS wanted (schema_name, table_name)
                ON wanted.schema_name = h.table_schema AND wanted.table_name = h.table_name
            WHERE h.released_at IS NULL AND (h.until_at IS NULL OR h.until_at > now())
            GROUP BY 1
            ORDER BY 1
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        if (!inspection.holdsSeen()) {
            return Stream.empty();
        }
        List<TableName> tables =
                inspection.closure().order().stream().flatMap(List::stream).toList();
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "holds",
                                row.truth("whole") ? Severity.WARN : Severity.INFO,
                                row.text("table_name"),
                                row.truth("whole")
                                        ? "The whole table is held: no row that has one of its rows behind it goes."
                                        : "There are " + row.number("n")
                                                + " holds on its rows: they and all they hang on stay.",
                                "coppice hold list"),
                        tables.stream().map(TableName::schema).toList(),
                        tables.stream().map(TableName::name).toList())
                .stream();
    }
}
