package dev.coppice.prune.internal.doctor;

import dev.coppice.control.TableName;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.read.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Holds that nobody has given an end and that have bound for long: whoever placed them may have forgotten them. */
final class EndlessHolds implements Check {
    private static final int LONG_DAYS = 90;

    // language=SQL
    private static final String QUERY = """
            SELECT h.id, h.table_schema || '.' || h.table_name AS table_name, h.placed_by,
                h.placed_at::date::text AS placed_on, h.reason
            FROM coppice.hold AS h
            JOIN unnest(?::text[], ?::text[]) AS wanted (schema_name, table_name)
                ON wanted.schema_name = h.table_schema AND wanted.table_name = h.table_name
            WHERE h.released_at IS NULL AND h.until_at IS NULL AND h.placed_at < now() - make_interval(days => ?)
            ORDER BY h.placed_at
            LIMIT 20
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        List<TableName> tables =
                inspection.closure().order().stream().flatMap(List::stream).toList();
        return inspection
                .rows(
                        QUERY,
                        EndlessHolds::finding,
                        tables.stream().map(TableName::schema).toList(),
                        tables.stream().map(TableName::name).toList(),
                        LONG_DAYS)
                .stream();
    }

    private static Finding finding(Row row) throws SQLException {
        var id = row.number("id");
        return new Finding(
                "hold-without-end",
                Severity.WARN,
                row.text("table_name"),
                "Hold " + id + " has no end, and binds since " + row.text("placed_on") + ". It was placed by "
                        + row.text("placed_by") + ": " + row.text("reason") + ".",
                "coppice hold release " + id + " --reason TEXT");
    }
}
