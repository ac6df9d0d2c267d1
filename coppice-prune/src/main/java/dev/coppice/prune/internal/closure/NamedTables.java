package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables that a policy names, looked up together. What cannot be pruned is refused here. */
final class NamedTables {
    private static final Set<String> NOT_OURS = Set.of("coppice", "pg_catalog", "information_schema", "pg_toast");

    private final Map<TableName, Found> found = new HashMap<>();
    private final Refusals refusals;

    private record Found(long oid, String kind, boolean partition, List<Long> heirs) {}

    private NamedTables(Refusals refusals) {
        this.refusals = refusals;
    }

    static NamedTables read(Sql sql, Refusals refusals, Collection<TableName> names) {
        var tables = new NamedTables(refusals);
        List<String> schemas = names.stream().map(TableName::schema).toList();
        List<String> plain = names.stream().map(TableName::name).toList();
        sql.list(CatalogueQueries.NAMED, tables::add, schemas, plain);
        return tables;
    }

    /** The number of a table whose rows may go. */
    long oid(TableName name) {
        if (NOT_OURS.contains(name.schema())) {
            throw refusals.of(
                    "system-table",
                    "Table " + name + " belongs to PostgreSQL or to Coppice itself.",
                    "Name a table of your own.");
        }
        var table = found.get(name);
        if (table == null) {
            throw refusals.of(
                    "unknown-table",
                    "There is no table " + name + " in this database; case matters.",
                    "Name a table with its schema, as the catalogue spells both.");
        }
        if (!Set.of("r", "p").contains(table.kind())) {
            throw refusals.of(
                    "not-a-table",
                    name + " is a view or a foreign table, which keeps no rows of its own.",
                    "Name the table its rows come from.");
        }
        if (table.partition()) {
            throw refusals.of(
                    "on-partition", "Table " + name + " is one partition of another table.", "Name the topmost table.");
        }
        return table.oid();
    }

    /** The numbers of the tables that inherit from a table that was found, at any distance; partitions are none. */
    List<Long> heirs(TableName name) {
        var table = found.get(name);
        return table == null ? List.of() : table.heirs();
    }

    private boolean add(Row row) throws SQLException {
        found.put(
                new TableName(row.text("schema_name"), row.text("table_name")),
                new Found(
                        row.number("oid"),
                        row.text("relkind"),
                        row.truth("relispartition"),
                        row.texts("heirs").stream().map(Long::valueOf).toList()));
        return true;
    }
}
