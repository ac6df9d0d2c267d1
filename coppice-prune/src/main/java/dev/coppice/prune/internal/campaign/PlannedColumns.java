package dev.coppice.prune.internal.campaign;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * The columns of the tables of a plan, which are those its rows are archived with: a value in any other would be deleted and
 * kept nowhere, and one of another type than its segment says could not be put back.
 *
 * @param tables the numbers of the tables whose rows go or are edited
 * @param lines their columns, one in each line
 */
record PlannedColumns(List<Long> tables, String lines) {
    // language=SQL
    private static final String NOW = """
            SELECT coalesce(string_agg(
                a.attrelid || ' ' || a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), E'\\n'
                ORDER BY a.attrelid, a.attnum
            ), '') AS lines
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = ANY(?::bigint[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
            """;

    static PlannedColumns of(Closure closure) {
        var edited = closure.edited().stream().map(relation -> closure.table(relation.child()));
        var tables = Stream.concat(closure.goingTables().stream(), edited)
                .distinct()
                .sorted(Comparator.comparingLong(ClosureTable::oid))
                .toList();
        var lines = tables.stream()
                .flatMap(table ->
                        table.columns().stream().map(column -> table.oid() + " " + column.name() + " " + column.type()))
                .collect(joining("\n"));
        return new PlannedColumns(tables.stream().map(ClosureTable::oid).toList(), lines);
    }

    /**
     * Passes while they are as planned. Behind a chunk's edits and deletes: their locks keep the columns from changing before its commit,
     * and what had changed before it began is seen.
     */
    void require(DSLContext dsl, String policy) {
        var now = dsl.fetchSingle(NOW, (Object) tables.toArray(Long[]::new)).get("lines", String.class);
        if (!now.equals(lines)) {
            throw CampaignFaults.columnsChanged(policy).exception();
        }
    }
}
