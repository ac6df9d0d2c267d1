package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Reads the columns of a table from the catalogue. */
final class Columns {
    // language=SQL
    private static final String QUERY = """
            WITH RECURSIVE typed AS (
                SELECT c.oid AS relation, a.attnum, a.attname, a.attgenerated, a.atttypmod AS typmod,
                    a.attnotnull AS required, t.oid AS own, t.oid AS base, t.typtype, t.typbasetype, t.typtypmod
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                WHERE n.nspname = {0} AND c.relname = {1} AND c.relkind IN ('r', 'p')
                UNION ALL
                SELECT d.relation, d.attnum, d.attname, d.attgenerated, d.typtypmod, d.required, d.own, t.oid, t.typtype,
                    t.typbasetype, t.typtypmod
                FROM typed AS d
                JOIN pg_catalog.pg_type AS t ON t.oid = d.typbasetype
                WHERE d.typtype = 'd'
            )
            SELECT d.attname::text AS name, n.nspname::text AS schema, o.typname::text AS type, b.typname::text AS base,
                ARRAY(
                    SELECT e.enumlabel::text FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = d.base ORDER BY e.enumsortorder
                ) AS labels,
                EXISTS (
                    SELECT FROM pg_catalog.pg_index AS i
                    WHERE i.indrelid = d.relation AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
                        AND i.indnkeyatts = 1 AND i.indkey[0] = d.attnum
                ) AS "unique",
                d.typmod - 4 AS length, NOT d.required AS nullable, d.attgenerated <> '' AS generated,
                ARRAY(
                    SELECT ARRAY[rn.nspname::text, r.relname::text]
                    FROM pg_catalog.pg_constraint AS f
                    JOIN pg_catalog.pg_class AS r ON r.oid = f.confrelid
                    JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
                    WHERE f.contype = 'f' AND f.conparentid = 0 AND f.conrelid = d.relation
                        AND f.conkey = ARRAY[d.attnum]
                ) AS refers_to
            FROM typed AS d
            JOIN pg_catalog.pg_type AS b ON b.oid = d.base
            JOIN pg_catalog.pg_type AS o ON o.oid = d.own
            JOIN pg_catalog.pg_namespace AS n ON n.oid = o.typnamespace
            WHERE d.typtype <> 'd'
            ORDER BY d.attnum
            """;

    private Columns() {}

    /** The columns in their order, by name; empty when there is no such table. */
    static Map<String, Column> of(DSLContext dsl, TableName table) {
        var columns = new LinkedHashMap<String, Column>();
        dsl.resultQuery(QUERY, DSL.val(table.schema()), DSL.val(table.name()))
                .fetch(Columns::column)
                .forEach(column -> columns.put(column.name(), column));
        return columns;
    }

    private static Column column(Record row) {
        return new Column(
                row.get("name", String.class),
                DSL.name(row.get("schema", String.class), row.get("type", String.class)),
                row.get("base", String.class),
                List.of(Optional.ofNullable(row.get("labels", String[].class)).orElse(new String[0])),
                row.get("unique", Boolean.class),
                row.get("length", Integer.class) > 0
                        ? OptionalInt.of(row.get("length", Integer.class))
                        : OptionalInt.empty(),
                row.get("nullable", Boolean.class),
                row.get("generated", Boolean.class),
                Stream.of(row.get("refers_to", String[][].class))
                        .map(name -> new TableName(name[0], name[1]))
                        .toList());
    }
}
