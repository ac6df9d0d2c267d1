package dev.coppice.ops.internal.catalogue;

import dev.coppice.ops.internal.catalogue.Reference.Action;
import dev.coppice.ops.internal.catalogue.Relation.Column;
import dev.coppice.ops.internal.catalogue.Relation.Kind;
import dev.coppice.ops.internal.catalogue.Relation.Right;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Reads tables and the closure of what refers to them, in two statements however many there are.
 *
 * <p>A foreign key of or to a partitioned table is one row per partition; those made for partitions have a parent and are
 * left out. One declared on a partition alone, or above the table asked for, counts for that table. Rows that a foreign key
 * sets to null or to a default stay, so the closure does not go on from there. Only NO ACTION can be deferred.
 */
public final class CatalogueReader {
    private static final String REFERENCES = """
            WITH RECURSIVE heir (ancestor, oid) AS (
                SELECT conrelid, conrelid
                FROM pg_catalog.pg_constraint
                WHERE contype = 'f' AND conparentid = 0
                UNION
                SELECT heir.ancestor, i.inhrelid
                FROM heir
                JOIN pg_catalog.pg_inherits AS i ON i.inhparent = heir.oid
                JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
                WHERE NOT c.relispartition
            ), reference AS (
                SELECT
                    f.*,
                    heir.oid AS heir,
                    CASE WHEN pg_catalog.to_jsonb(f) ->> 'conenforced' = 'false' THEN 'a' ELSE f.confdeltype END AS action
                FROM pg_catalog.pg_constraint AS f
                JOIN heir ON heir.ancestor = f.conrelid
                WHERE f.contype = 'f' AND f.conparentid = 0
            ), reached (oid) AS (
                SELECT pg_catalog.to_regclass(name)::oid
                FROM pg_catalog.unnest({0}) AS name
                WHERE pg_catalog.to_regclass(name) IS NOT NULL
                UNION
                SELECT reference.heir
                FROM reached
                CROSS JOIN LATERAL (
                    SELECT reached.oid AS relid
                    UNION SELECT a.relid::oid FROM pg_catalog.pg_partition_ancestors(reached.oid) AS a
                    UNION SELECT t.relid::oid FROM pg_catalog.pg_partition_tree(reached.oid) AS t
                ) AS family
                JOIN reference ON reference.confrelid = family.relid AND reference.action NOT IN ('n', 'd')
            )
            SELECT
                CASE WHEN r.heir = r.conrelid THEN r.conname::text END,
                r.heir::bigint,
                ARRAY(
                    SELECT a.attname::text
                    FROM pg_catalog.unnest(r.conkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.conrelid AND a.attnum = k.number
                    ORDER BY k.place),
                reached.oid::bigint,
                ARRAY(
                    SELECT a.attname::text
                    FROM pg_catalog.unnest(r.confkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.confrelid AND a.attnum = k.number
                    ORDER BY k.place),
                r.action::text,
                r.condeferrable AND r.action = 'a',
                coalesce(pg_catalog.to_jsonb(r) ->> 'conperiod' = 'true', false)
            FROM reached
            CROSS JOIN LATERAL (
                SELECT reached.oid AS relid
                UNION SELECT a.relid::oid FROM pg_catalog.pg_partition_ancestors(reached.oid) AS a
                UNION SELECT t.relid::oid FROM pg_catalog.pg_partition_tree(reached.oid) AS t
            ) AS family
            JOIN reference AS r ON r.confrelid = family.relid
            ORDER BY 1, 2, 4
            """;

    private static final String RELATIONS = """
            SELECT
                c.oid::bigint,
                n.nspname::text,
                c.relname::text,
                c.relkind::text,
                ARRAY(SELECT name FROM pg_catalog.unnest({0}) AS name WHERE pg_catalog.to_regclass(name) = c.oid),
                k.numbers,
                k.names,
                k.types,
                k.bases,
                k.required,
                ARRAY(
                    SELECT pg_catalog.array_to_string((i.indkey::int2[])[0 : i.indnkeyatts - 1], ' ')
                    FROM pg_catalog.pg_index AS i
                    WHERE i.indrelid = c.oid
                        AND i.indisunique
                        AND i.indisvalid
                        AND i.indpred IS NULL
                        AND i.indexprs IS NULL
                    ORDER BY i.indisprimary DESC, i.indexrelid),
                ARRAY(SELECT a.relid::oid::bigint FROM pg_catalog.pg_partition_ancestors(c.oid) AS a),
                pg_catalog.has_any_column_privilege(c.oid, 'SELECT'),
                pg_catalog.has_any_column_privilege(c.oid, 'UPDATE'),
                pg_catalog.has_table_privilege(c.oid, 'DELETE'),
                NOT pg_catalog.row_security_active(c.oid)
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (
                SELECT
                    pg_catalog.array_agg(a.attnum::int ORDER BY a.attnum) AS numbers,
                    pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names,
                    pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, -1) ORDER BY a.attnum) AS types,
                    pg_catalog.array_agg(
                        pg_catalog.format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, -1)
                        ORDER BY a.attnum) AS bases,
                    pg_catalog.array_agg(a.attnotnull ORDER BY a.attnum) AS required
                FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            ) AS k
            WHERE c.oid = ANY ({1}::bigint[]::oid[])
                OR c.oid IN (SELECT pg_catalog.to_regclass(name)::oid FROM pg_catalog.unnest({0}) AS name)
            """;

    private CatalogueReader() {}

    /** Reads the tables of these quoted names and what refers to them; a name that is no table's is left out. */
    public static Catalogue read(DSLContext sql, Collection<String> names) {
        var asked = DSL.val(names.toArray(String[]::new));
        var references = sql.resultQuery(REFERENCES, asked).fetch().map(CatalogueReader::reference);
        var oids = new HashSet<Long>();
        references.forEach(reference -> oids.addAll(List.of(reference.child(), reference.parent())));
        var named = new HashMap<String, Relation>();
        var relations = new HashMap<Long, Relation>();
        for (var row : sql.resultQuery(RELATIONS, asked, DSL.val(oids.toArray(Long[]::new)))
                .fetch()) {
            var relation = relation(row);
            relations.put(relation.oid(), relation);
            texts(row, 4).forEach(name -> named.put(name, relation));
        }
        return new Catalogue(named, relations, references);
    }

    private static Reference reference(Record row) {
        return new Reference(
                row.get(0, String.class),
                row.get(1, Long.class),
                texts(row, 2),
                row.get(3, Long.class),
                texts(row, 4),
                action(row.get(5, String.class)),
                row.get(6, Boolean.class),
                row.get(7, Boolean.class));
    }

    private static Action action(String letter) {
        return switch (letter) {
            case "c" -> Action.CASCADE;
            case "n", "d" -> Action.FORGET;
            default -> Action.FORBID;
        };
    }

    private static Relation relation(Record row) {
        var numbers = Arrays.asList(row.get(5, Integer[].class));
        var names = texts(row, 6);
        var keys = new ArrayList<List<String>>();
        for (var key : texts(row, 10)) {
            keys.add(Arrays.stream(key.split(" "))
                    .map(number -> names.get(numbers.indexOf(Integer.valueOf(number))))
                    .toList());
        }
        return new Relation(
                row.get(0, Long.class),
                row.get(1, String.class),
                row.get(2, String.class),
                kind(row.get(3, String.class)),
                columns(row, names),
                keys,
                Set.of(row.get(11, Long[].class)),
                rights(row));
    }

    private static Kind kind(String letter) {
        return switch (letter) {
            case "r" -> Kind.PLAIN;
            case "p" -> Kind.PARTITIONED;
            default -> Kind.OTHER;
        };
    }

    private static List<Column> columns(Record row, List<String> names) {
        var types = texts(row, 7);
        var bases = texts(row, 8);
        var required = row.get(9, Boolean[].class);
        return IntStream.range(0, names.size())
                .mapToObj(place -> new Column(names.get(place), types.get(place), bases.get(place), required[place]))
                .toList();
    }

    private static Set<Right> rights(Record row) {
        var rights = EnumSet.noneOf(Right.class);
        var place = 12;
        for (var right : Right.values()) {
            if (row.get(place++, Boolean.class)) {
                rights.add(right);
            }
        }
        return rights;
    }

    private static List<String> texts(Record row, int place) {
        return List.of(row.get(place, String[].class));
    }
}
