package dev.coppice.lifecycle.internal.step;

/** What the rows step asks the catalogue. */
final class CatalogueQueries {
    /** Tables by their names, and whether each is a partition. */
    static final String FIND = """
            SELECT n.nspname::text, c.relname::text, c.oid::bigint, c.relispartition
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS named (schema_name, table_name, place)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = named.schema_name
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = named.table_name
            WHERE c.relkind IN ('r', 'p')
            ORDER BY named.place
            """;

    /** All foreign keys of tables that are reached, to these and to declared ones; those made for partitions have a parent and are left out. */
    static final String KEYS = """
            WITH RECURSIVE fk AS (
                SELECT
                    f.oid,
                    f.conrelid,
                    f.confrelid,
                    coalesce(pg_catalog.pg_partition_root(f.conrelid)::oid, f.conrelid) AS child,
                    coalesce(pg_catalog.pg_partition_root(f.confrelid)::oid, f.confrelid) AS parent,
                    f.conkey,
                    f.confkey,
                    f.conpfeqop,
                    f.confdeltype NOT IN ('n', 'd')
                        OR pg_catalog.to_jsonb(f) ->> 'conenforced' = 'false' AS follows
                FROM pg_catalog.pg_constraint AS f
                WHERE f.contype = 'f' AND f.conparentid = 0
            ), reached (oid) AS (
                SELECT unnest(?::bigint[])::oid
                UNION
                SELECT fk.child
                FROM reached
                JOIN fk ON fk.parent = reached.oid
                WHERE fk.follows AND fk.child <> ALL (?::bigint[]::oid[])
            )
            SELECT
                fk.conrelid::bigint,
                fk.child::bigint,
                fk.confrelid::bigint,
                fk.parent::bigint,
                fk.follows AND fk.child <> ALL (?::bigint[]::oid[]),
                ARRAY(
                    SELECT a.attname::text FROM pg_catalog.unnest(fk.confkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = fk.confrelid AND a.attnum = k.number
                    ORDER BY k.place),
                ARRAY(
                    SELECT pg_catalog.quote_ident(n.nspname) || '.' || o.oprname
                    FROM pg_catalog.unnest(fk.conpfeqop) WITH ORDINALITY AS k (operator, place)
                    JOIN pg_catalog.pg_operator AS o ON o.oid = k.operator
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                    ORDER BY k.place),
                ARRAY(
                    SELECT a.attname::text FROM pg_catalog.unnest(fk.conkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = fk.conrelid AND a.attnum = k.number
                    ORDER BY k.place)
            FROM fk
            WHERE fk.child IN (SELECT oid FROM reached)
                AND (fk.parent IN (SELECT oid FROM reached) OR fk.parent = ANY (?::bigint[]::oid[]))
            ORDER BY fk.oid
            """;

    /** Tables with their columns, keys and leaves; last, whether there are rows this way cannot reach. */
    static final String TABLES = """
            WITH family (oid, leaf, leaf_schema, leaf_name, leaf_kind) AS (
                SELECT c.oid, l.oid, n.nspname, l.relname, l.relkind
                FROM pg_catalog.pg_class AS c
                CROSS JOIN LATERAL (
                    SELECT t.relid::oid AS oid FROM pg_catalog.pg_partition_tree(c.oid) AS t WHERE t.isleaf
                    UNION SELECT c.oid WHERE c.relkind = 'r'
                ) AS leaf
                JOIN pg_catalog.pg_class AS l ON l.oid = leaf.oid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = l.relnamespace
                WHERE c.oid = ANY (?::bigint[]::oid[])
            )
            SELECT
                c.oid::bigint,
                n.nspname::text,
                c.relname::text,
                ARRAY(
                    SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
                ARRAY(
                    SELECT pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.typname)
                    FROM pg_catalog.pg_attribute AS a
                    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                    JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
                ARRAY(
                    SELECT a.attname::text
                    FROM pg_catalog.pg_index AS i
                    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
                    WHERE i.indrelid = c.oid AND i.indisprimary
                    ORDER BY k.place),
                ARRAY(SELECT leaf::bigint FROM family WHERE family.oid = c.oid ORDER BY leaf),
                ARRAY(SELECT leaf_schema::text FROM family WHERE family.oid = c.oid ORDER BY leaf),
                ARRAY(SELECT leaf_name::text FROM family WHERE family.oid = c.oid ORDER BY leaf),
                EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid) AND c.relkind = 'r'
                    OR EXISTS (SELECT FROM family WHERE family.oid = c.oid AND leaf_kind <> 'r')
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = ANY (?::bigint[]::oid[])
            ORDER BY c.oid
            """;

    /** Foreign keys to tables by which rows forget what they refer to, once it is gone. */
    static final String FORGETTING = """
            SELECT
                f.conname::text,
                pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
                coalesce(pg_catalog.pg_partition_root(f.confrelid)::oid, f.confrelid)::bigint,
                ARRAY(
                    SELECT a.attname::text FROM pg_catalog.unnest(f.confkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = k.number
                    ORDER BY k.place),
                ARRAY(
                    SELECT pg_catalog.quote_ident(o_n.nspname) || '.' || o.oprname
                    FROM pg_catalog.unnest(f.conpfeqop) WITH ORDINALITY AS k (operator, place)
                    JOIN pg_catalog.pg_operator AS o ON o.oid = k.operator
                    JOIN pg_catalog.pg_namespace AS o_n ON o_n.oid = o.oprnamespace
                    ORDER BY k.place),
                ARRAY(
                    SELECT a.attname::text FROM pg_catalog.unnest(f.conkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = k.number
                    ORDER BY k.place)
            FROM pg_catalog.pg_constraint AS f
            JOIN pg_catalog.pg_class AS c ON c.oid = f.conrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE f.contype = 'f' AND f.conparentid = 0 AND f.confdeltype IN ('n', 'd')
                AND coalesce(pg_catalog.pg_partition_root(f.confrelid)::oid, f.confrelid) = ANY (?::bigint[]::oid[])
            ORDER BY 2, 1
            """;

    private CatalogueQueries() {}
}
