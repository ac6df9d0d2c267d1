package dev.coppice.prune.internal.init;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the catalogue knows of a table.
 *
 * @param name its name
 * @param rows how many rows, estimated; below 0 when never analysed
 * @param bytes how large it is
 * @param columns its columns
 */
record TableFacts(TableName name, long rows, long bytes, List<ColumnFacts> columns) {
    /**
     * What the catalogue knows of a column.
     *
     * @param name its name
     * @param sql its value as a statement spells it, without its domain
     * @param type its type without domain and modifier
     * @param category the type's category: S text, E enumeration, B boolean, D time
     * @param notNull whether null is forbidden
     * @param values values it is known to take
     * @param oldest its lowest value, where statistics tell
     */
    record ColumnFacts(
            String name,
            String sql,
            String type,
            String category,
            boolean notNull,
            List<String> values,
            Optional<String> oldest) {}

    // Values come from the statistics, from the labels of an enumeration and from checks of one column.
    // language=SQL
    private static final String QUERY = """
            SELECT
                n.nspname, c.relname, size.estimated, size.bytes,
                a.attname, quote_ident(a.attname)
                    || CASE WHEN b.oid IS NULL THEN '' ELSE '::' || format_type(b.oid, -1) END AS sql,
                a.attnotnull,
                format_type(coalesce(nullif(t.typbasetype, 0), t.oid), -1) AS type,
                coalesce(b.typcategory, t.typcategory)::text AS category,
                (
                    SELECT array_agg(DISTINCT found.value)
                    FROM (
                        SELECT unnest(s.most_common_vals::text::text[]) AS value
                        WHERE coalesce(b.typcategory, t.typcategory) IN ('S', 'E') AND s.n_distinct BETWEEN 1 AND 30
                        UNION ALL
                        SELECT e.enumlabel FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = coalesce(b.oid, t.oid)
                        UNION ALL
                        SELECT replace(literal[1], '''''', '''')
                        FROM pg_catalog.pg_constraint AS con
                        CROSS JOIN LATERAL regexp_matches(
                            pg_get_constraintdef(con.oid), '''((?:[^'']|'''')*)''::(?:text|character varying|bpchar)', 'g') AS literal
                        WHERE con.conrelid = c.oid AND con.contype = 'c' AND con.conkey = ARRAY[a.attnum]
                    ) AS found
                    WHERE found.value IS NOT NULL
                ) AS known_values,
                CASE WHEN coalesce(b.typcategory, t.typcategory) = 'D' THEN (s.histogram_bounds::text::text[])[1] END AS oldest
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (
                SELECT
                    CASE WHEN bool_or(leaf.reltuples < 0) THEN -1 ELSE sum(leaf.reltuples) END::bigint AS estimated,
                    coalesce(sum(pg_table_size(leaf.oid)), 0)::bigint AS bytes
                FROM (
                    SELECT c.oid AS relid
                    UNION
                    SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree WHERE tree.isleaf
                ) AS part
                JOIN pg_catalog.pg_class AS leaf ON leaf.oid = part.relid AND leaf.relkind <> 'p'
            ) AS size
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
            LEFT JOIN LATERAL (
                SELECT stats.*
                FROM pg_catalog.pg_stats AS stats
                WHERE stats.schemaname = n.nspname AND stats.tablename = c.relname AND stats.attname = a.attname
                ORDER BY stats.inherited DESC
                LIMIT 1
            ) AS s ON true
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'coppice') AND n.nspname NOT LIKE 'pg\\_%'
                AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
            ORDER BY size.bytes DESC, n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
            """;

    /** Every table this role may read, the largest first. */
    static List<TableFacts> read(Sql sql) {
        Map<TableName, TableFacts> tables = new LinkedHashMap<>();
        sql.list(QUERY, row -> {
            var name = new TableName(row.text("nspname"), row.text("relname"));
            var rows = row.number("estimated");
            var bytes = row.number("bytes");
            return tables.computeIfAbsent(name, none -> new TableFacts(name, rows, bytes, new ArrayList<>()))
                    .columns()
                    .add(column(row));
        });
        return List.copyOf(tables.values());
    }

    private static ColumnFacts column(Row row) throws SQLException {
        return new ColumnFacts(
                row.text("attname"),
                row.text("sql"),
                row.text("type"),
                row.text("category"),
                row.truth("attnotnull"),
                row.texts("known_values"),
                row.maybe("oldest"));
    }
}
