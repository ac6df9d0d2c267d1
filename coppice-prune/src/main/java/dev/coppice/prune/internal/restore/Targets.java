package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedTable;
import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.restore.UniqueRule.Part;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The tables that rows go to, as the catalogue has them now, with the foreign keys among them.
 *
 * @param tables by the archived table
 * @param references their foreign keys
 */
record Targets(Map<ArchivedTable, TargetTable> tables, List<Reference> references) {
    // language=SQL
    private static final String TABLE = """
            SELECT c.oid, c.relkind
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
            """;

    // language=SQL
    private static final String COLUMNS = """
            SELECT
                a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.attgenerated <> '' AS computed,
                a.attidentity = 'a' AS numbered, d.oid IS NOT NULL OR a.attidentity <> '' AS filled,
                CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS defaults
            FROM pg_catalog.pg_attribute AS a
            LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    // Compared as the index does: with its collation, and without a domain, which may have no operators of its own.
    // language=SQL
    private static final String RULES = """
            SELECT
                c.relname, i.indisprimary, i.indimmediate, i.indnullsnotdistinct,
                pg_get_expr(i.indpred, i.indrelid) AS predicate, keys.columns, keys.expressions, keys.forms,
                keys.operators
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
            LEFT JOIN pg_catalog.pg_constraint AS con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
            CROSS JOIN LATERAL (
                SELECT
                    array_agg(coalesce(a.attname::text, '') ORDER BY part.place) AS columns,
                    array_agg(pg_get_indexdef(i.indexrelid, part.place::int, false) ORDER BY part.place) AS expressions,
                    array_agg(
                        coalesce('::' || base.type, '')
                            || coalesce(' COLLATE ' || nullif(part.collated, 0)::regcollation::text, '')
                        ORDER BY part.place
                    ) AS forms,
                    array_agg(format('OPERATOR(%I.%s)', n.nspname, o.oprname) ORDER BY part.place) AS operators
                FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], con.conexclop) WITH ORDINALITY
                    AS part (number, class, collated, operator, place)
                JOIN pg_catalog.pg_opclass AS oc ON oc.oid = part.class
                LEFT JOIN pg_catalog.pg_amop AS ao ON ao.amopfamily = oc.opcfamily
                    AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype
                    AND ao.amopstrategy = CASE am.amname WHEN 'btree' THEN 3 ELSE 1 END
                    AND ao.amoppurpose = 's'
                JOIN pg_catalog.pg_operator AS o ON o.oid = coalesce(part.operator, ao.amopopr)
                JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = part.number
                LEFT JOIN LATERAL (
                    WITH RECURSIVE step AS (
                        SELECT a.atttypid AS oid
                        UNION ALL
                        SELECT t.typbasetype FROM step JOIN pg_catalog.pg_type AS t ON t.oid = step.oid WHERE t.typtype = 'd'
                    )
                    SELECT format_type(t.oid, -1) AS type
                    FROM step
                    JOIN pg_catalog.pg_type AS t ON t.oid = step.oid
                    WHERE t.typtype <> 'd' AND t.oid <> a.atttypid
                ) AS base ON true
                WHERE part.place <= i.indnkeyatts
            ) AS keys
            WHERE i.indrelid = ? AND (i.indisunique OR i.indisexclusion) AND i.indislive
            ORDER BY NOT i.indisprimary, c.relname COLLATE "C"
            """;

    // language=SQL
    private static final String REFERENCES = """
            SELECT
                con.conname, cn.nspname AS child_schema, c.relname AS child, pn.nspname AS parent_schema, p.relname AS parent,
                con.confdeltype = 'd' AS to_default,
                (
                    SELECT array_agg(a.attname ORDER BY a.attnum)
                    FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = con.conrelid AND a.attnum = ANY(coalesce(con.confdelsetcols, con.conkey))
                ) AS sets
            FROM pg_catalog.pg_constraint AS con
            JOIN pg_catalog.pg_class AS c ON c.oid = con.conrelid
            JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
            JOIN pg_catalog.pg_class AS p ON p.oid = coalesce(pg_partition_root(con.confrelid)::oid, con.confrelid)
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
            WHERE con.contype = 'f' AND con.conparentid = 0 AND con.conrelid = ANY(?::bigint[]::oid[])
            """;

    Targets {
        tables = Map.copyOf(tables);
        references = List.copyOf(references);
    }

    /** Reads them. */
    static Targets read(Sql sql, Selection selection) {
        var tables = new LinkedHashMap<ArchivedTable, TargetTable>();
        var oids = new ArrayList<Long>();
        var taken = new HashSet<TableName>();
        for (var archived : selection.tables()) {
            var name = selection.target(archived);
            if (!taken.add(name)) {
                throw RestoreFaults.sameName(selection, name).exception();
            }
            var found = sql.list(
                    TABLE, row -> new Found(row.number("oid"), row.text("relkind")), name.schema(), name.name());
            found.forEach(table -> oids.add(table.oid()));
            tables.put(archived, table(sql, archived, name, found.stream().findFirst()));
        }
        return new Targets(tables, sql.list(REFERENCES, Targets::reference, oids));
    }

    private record Found(long oid, String kind) {}

    private static TargetTable table(Sql sql, ArchivedTable archived, TableName name, Optional<Found> found) {
        return found.map(table -> new TargetTable(
                        archived,
                        name,
                        true,
                        table.kind().equals("p"),
                        sql.list(COLUMNS, Targets::column, table.oid()),
                        sql.list(RULES, Targets::rule, table.oid())))
                .orElseGet(() -> new TargetTable(archived, name, false, false, List.of(), List.of()));
    }

    private static TargetColumn column(Row row) throws SQLException {
        return new TargetColumn(
                row.text("attname"),
                row.text("type"),
                row.truth("attnotnull"),
                row.truth("computed"),
                row.truth("numbered"),
                row.truth("filled"),
                row.maybe("defaults"));
    }

    private static UniqueRule rule(Row row) throws SQLException {
        var columns = row.texts("columns");
        var expressions = row.texts("expressions");
        var forms = row.texts("forms");
        var operators = row.texts("operators");
        return new UniqueRule(
                row.text("relname"),
                row.truth("indisprimary"),
                row.truth("indimmediate"),
                IntStream.range(0, columns.size())
                        .mapToObj(i -> new Part(columns.get(i), expressions.get(i), forms.get(i), operators.get(i)))
                        .toList(),
                row.maybe("predicate"),
                row.truth("indnullsnotdistinct"));
    }

    private static Reference reference(Row row) throws SQLException {
        return new Reference(
                row.text("conname"),
                new TableName(row.text("child_schema"), row.text("child")),
                new TableName(row.text("parent_schema"), row.text("parent")),
                row.texts("sets"),
                row.truth("to_default"));
    }

    TargetTable of(ArchivedTable archived) {
        return Optional.ofNullable(tables.get(archived)).orElseThrow();
    }

    /** The parent that a foreign key names. */
    Optional<TableName> parent(String child, String constraint) {
        return references.stream()
                .filter(reference -> reference.name().equals(constraint)
                        && reference.child().toString().equals(child))
                .map(Reference::parent)
                .findFirst();
    }

    /**
     * The tables in groups, parents first. Tables that need each other in a circle are one group: they need the same tables,
     * each counted among those it needs itself, and whoever needs a group needs more than it does.
     */
    List<List<TargetTable>> order() {
        var groups = new LinkedHashMap<Set<TableName>, List<TargetTable>>();
        tables.values().stream()
                .sorted((one, other) ->
                        one.name().toString().compareTo(other.name().toString()))
                .forEach(table -> groups.computeIfAbsent(needs(table.name()), needed -> new ArrayList<>())
                        .add(table));
        return groups.entrySet().stream()
                .sorted((one, other) ->
                        Integer.compare(one.getKey().size(), other.getKey().size()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private Set<TableName> needs(TableName table) {
        var needed = new HashSet<TableName>(Set.of(table));
        var open = new ArrayList<TableName>(List.of(table));
        while (!open.isEmpty()) {
            var child = open.removeLast();
            references.stream()
                    .filter(reference -> reference.child().equals(child))
                    .map(Reference::parent)
                    .filter(needed::add)
                    .forEach(open::add);
        }
        return needed;
    }
}
