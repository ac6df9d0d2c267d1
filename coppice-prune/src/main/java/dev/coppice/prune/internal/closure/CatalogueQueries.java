package dev.coppice.prune.internal.closure;

/** What is asked of the catalogue. Types and operators come out qualified, because the search path is empty. */
final class CatalogueQueries {
    private CatalogueQueries() {}

    // language=SQL
    static final String NAMED = """
            SELECT
                c.oid, wanted.schema_name, wanted.table_name, c.relkind, c.relispartition,
                ARRAY(
                    WITH RECURSIVE heir AS (
                        SELECT c.oid
                        UNION
                        SELECT i.inhrelid
                        FROM heir
                        JOIN pg_catalog.pg_inherits AS i ON i.inhparent = heir.oid
                        JOIN pg_catalog.pg_class AS h ON h.oid = i.inhrelid
                        WHERE h.relkind = 'r' AND NOT h.relispartition
                    )
                    SELECT heir.oid::bigint FROM heir WHERE heir.oid <> c.oid ORDER BY 1
                ) AS heirs
            FROM unnest(?::text[], ?::text[]) AS wanted (schema_name, table_name)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = wanted.schema_name
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.table_name
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """;

    // A foreign key to a partitioned table is several rows of the catalogue, one of them without a parent. The columns
    // of later versions are read by name from the row's own JSON, so that one text serves them all. A table that
    // inherits
    // the columns of a key names the same rows by them, though the database does not see to it: it comes as if it had
    // one.
    // language=SQL
    static final String FOREIGN_KEYS = """
            WITH RECURSIVE foreign_key AS MATERIALIZED (
                SELECT
                    con.*,
                    coalesce(pg_partition_root(con.confrelid)::oid, con.confrelid) AS parent,
                    coalesce((to_jsonb(con) ->> 'conenforced')::boolean, true) AS enforced,
                    coalesce((to_jsonb(con) ->> 'conperiod')::boolean, false) AS period
                FROM pg_catalog.pg_constraint AS con
                WHERE con.contype = 'f' AND con.conparentid = 0
            ),
            bearer AS (
                SELECT foreign_key.oid AS key, foreign_key.conrelid AS oid, false AS inherited FROM foreign_key
                UNION
                SELECT bearer.key, i.inhrelid, true
                FROM bearer
                JOIN pg_catalog.pg_inherits AS i ON i.inhparent = bearer.oid
                JOIN pg_catalog.pg_class AS h ON h.oid = i.inhrelid
                WHERE h.relkind = 'r' AND NOT h.relispartition
            ),
            reached AS (
                SELECT unnest(?::bigint[])::oid AS oid
                UNION
                SELECT bearer.oid
                FROM reached
                JOIN foreign_key ON foreign_key.parent = reached.oid
                JOIN bearer ON bearer.key = foreign_key.oid
            )
            SELECT
                k.conname, bearer.oid AS child, bearer.inherited, k.parent, k.confdeltype, k.condeferrable, k.enforced, k.period,
                (
                    SELECT array_agg(own.attnum::int ORDER BY used.ord)
                    FROM unnest(k.conkey) WITH ORDINALITY AS used (number, ord)
                    JOIN pg_catalog.pg_attribute AS named ON named.attrelid = k.conrelid AND named.attnum = used.number
                    JOIN pg_catalog.pg_attribute AS own ON own.attrelid = bearer.oid AND own.attname = named.attname
                ) AS child_columns,
                k.confkey::int[] AS parent_columns,
                coalesce(k.confdelsetcols, k.conkey)::int[] AS set_columns,
                child.relispartition AS of_partition,
                k.parent <> k.confrelid AS to_partition,
                (
                    SELECT array_agg(
                        CASE n.nspname
                            WHEN 'pg_catalog' THEN o.oprname::text
                            ELSE format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                        END ORDER BY used.ord)
                    FROM unnest(k.conpfeqop) WITH ORDINALITY AS used (oid, ord)
                    JOIN pg_catalog.pg_operator AS turned ON turned.oid = used.oid
                    JOIN pg_catalog.pg_operator AS o ON o.oid = coalesce(nullif(turned.oprcom, 0), turned.oid)
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                ) AS operators
            FROM reached
            JOIN foreign_key AS k ON k.parent = reached.oid
            JOIN bearer ON bearer.key = k.oid
            JOIN pg_catalog.pg_class AS child ON child.oid = bearer.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = child.relnamespace
            WHERE NOT bearer.inherited OR k.confdeltype NOT IN ('n', 'd')
            ORDER BY bearer.inherited, n.nspname COLLATE "C", child.relname COLLATE "C", k.conname COLLATE "C"
            """;

    // language=SQL
    static final String TABLES = """
            SELECT
                c.oid, n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
                quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS sql,
                pg_get_partkeydef(c.oid) AS partition_key,
                size.estimated, size.bytes
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
            WHERE c.oid = ANY(?::bigint[]::oid[])
            """;

    // language=SQL
    static final String COLUMNS = """
            SELECT
                a.attrelid, a.attnum, a.attname, quote_ident(a.attname) AS sql, a.attnotnull,
                format_type(a.atttypid, a.atttypmod) AS type,
                base.type AS key_type, base.is_array, base.is_domain, a.attgenerated, a.attidentity
            FROM pg_catalog.pg_attribute AS a
            CROSS JOIN LATERAL (
                WITH RECURSIVE step AS (
                    SELECT t.oid, t.typbasetype, t.typcategory FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid
                    UNION ALL
                    SELECT t.oid, t.typbasetype, t.typcategory
                    FROM step
                    JOIN pg_catalog.pg_type AS t ON t.oid = step.typbasetype
                )
                SELECT format_type(step.oid, -1) AS type, step.typcategory = 'A' AS is_array, step.oid <> a.atttypid AS is_domain
                FROM step
                WHERE step.typbasetype = 0
            ) AS base
            WHERE a.attrelid = ANY(?::bigint[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """;

    // language=SQL
    static final String INDEXES = """
            SELECT
                i.indrelid, c.relname, i.indisprimary, i.indisunique, i.indimmediate,
                i.indisvalid AND i.indisready AND i.indislive AS usable,
                am.amname,
                pg_get_expr(i.indpred, i.indrelid) AS predicate,
                keys.columns, keys.equals, keys.greaters
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
            CROSS JOIN LATERAL (
                SELECT
                    array_agg(part.number::int ORDER BY part.ord) AS columns,
                    array_agg(equals.name ORDER BY part.ord) AS equals,
                    array_agg(greaters.name ORDER BY part.ord) AS greaters
                FROM unnest(i.indkey::int2[], i.indclass::oid[]) WITH ORDINALITY AS part (number, class, ord)
                JOIN pg_catalog.pg_opclass AS oc ON oc.oid = part.class
                LEFT JOIN LATERAL (
                    SELECT CASE n.nspname
                        WHEN 'pg_catalog' THEN o.oprname::text
                        ELSE format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                    END AS name
                    FROM pg_catalog.pg_amop AS ao
                    JOIN pg_catalog.pg_operator AS o ON o.oid = ao.amopopr
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                    WHERE ao.amopfamily = oc.opcfamily
                        AND ao.amoplefttype = oc.opcintype
                        AND ao.amoprighttype = oc.opcintype
                        AND ao.amopstrategy = CASE am.amname WHEN 'btree' THEN 3 ELSE 1 END
                    LIMIT 1
                ) AS equals ON true
                LEFT JOIN LATERAL (
                    SELECT CASE n.nspname
                        WHEN 'pg_catalog' THEN o.oprname::text
                        ELSE format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                    END AS name
                    FROM pg_catalog.pg_amop AS ao
                    JOIN pg_catalog.pg_operator AS o ON o.oid = ao.amopopr
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                    WHERE ao.amopfamily = oc.opcfamily
                        AND ao.amoplefttype = oc.opcintype
                        AND ao.amoprighttype = oc.opcintype
                        AND ao.amopstrategy = 5
                    LIMIT 1
                ) AS greaters ON true
                WHERE part.ord <= i.indnkeyatts
            ) AS keys
            WHERE i.indrelid = ANY(?::bigint[]::oid[])
            ORDER BY i.indrelid, NOT i.indisprimary, cardinality(keys.columns), c.relname COLLATE "C"
            """;

    // language=SQL
    static final String BEHAVIOUR = """
            SELECT t.tgrelid AS oid, 'trigger ' || t.tgname || ' ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) AS line
            FROM pg_catalog.pg_trigger AS t
            WHERE t.tgrelid = ANY(?::bigint[]::oid[]) AND NOT t.tgisinternal
            UNION ALL
            SELECT r.ev_class, 'rule ' || r.rulename || ' ' || r.ev_enabled::text || ' ' || pg_get_ruledef(r.oid)
            FROM pg_catalog.pg_rewrite AS r
            WHERE r.ev_class = ANY(?::bigint[]::oid[])
            """;
}
