package dev.coppice.lifecycle.internal.schema;

/**
 * Queries for what makes a schema: key, sort, name, statement. They are asked with the schema as the search path, so that the
 * catalogue's own functions leave its name out.
 */
final class NodeSql {
    private NodeSql() {}

    /** Enumerations, composite types and domains. */
    // language=SQL
    static final String TYPES = """
        SELECT 'pg_type ' || t.oid, 'type', t.typname::text,
            format('CREATE TYPE %I AS ENUM (%s)', t.typname, (
                SELECT coalesce(string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder), '')
                FROM pg_enum e WHERE e.enumtypid = t.oid))
        FROM pg_type t WHERE t.typnamespace = $N AND t.typtype = 'e'
        UNION ALL
        SELECT 'pg_class ' || c.oid, 'type', c.relname::text,
            format('CREATE TYPE %I AS (%s)', c.relname, (
                SELECT coalesce(string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                    CASE WHEN a.attcollation <> ty.typcollation THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END),
                    ', ' ORDER BY a.attnum), '')
                FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
        FROM pg_class c WHERE c.relnamespace = $N AND c.relkind = 'c'
        UNION ALL
        SELECT 'pg_type ' || t.oid, 'domain', t.typname::text,
            format('CREATE DOMAIN %I AS %s%s%s%s', t.typname, format_type(t.typbasetype, t.typtypmod),
                CASE WHEN t.typcollation <> b.typcollation THEN ' COLLATE ' || t.typcollation::regcollation::text ELSE '' END,
                CASE WHEN t.typdefault IS NOT NULL
                    THEN ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) ELSE '' END,
                CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END)
        FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype
        WHERE t.typnamespace = $N AND t.typtype = 'd'
        ORDER BY 1
        """;

    /** The rules of domains, which are made with them. */
    // language=SQL
    static final String DOMAIN_RULES = """
        SELECT 'pg_type ' || t.oid, 'domain', t.typname::text,
            format('ALTER DOMAIN %I ADD CONSTRAINT %I %s', t.typname, c.conname, pg_get_constraintdef(c.oid, true))
        FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
        WHERE t.typnamespace = $N AND c.contype = 'c'
        ORDER BY t.oid, c.conname
        """;

    /** Sequences that are not a column's identity. */
    // language=SQL
    static final String SEQUENCES = """
        SELECT 'pg_class ' || c.oid, 'sequence', c.relname::text,
            format('CREATE %sSEQUENCE %I AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s',
                CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END,
                c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
        FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
        WHERE c.relnamespace = $N AND NOT EXISTS (
            SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
        ORDER BY c.oid
        """;

    // A partition is made by itself and attached, so that the order of its columns stays its own. A column that a table
    // only
    // inherits comes with its parent.
    // language=SQL
    static final String TABLES = """
        SELECT 'pg_class ' || c.oid, 'table', c.relname::text,
            format('CREATE %sTABLE %I (%s)', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, c.relname, (
                SELECT coalesce(string_agg(
                    format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                    || CASE WHEN a.attcollation <> ty.typcollation
                        THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END
                    || CASE a.attgenerated
                        WHEN 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                        WHEN 'v' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') VIRTUAL'
                        ELSE '' END
                    || coalesce(i.clause, '')
                    || CASE WHEN a.attnotnull AND coalesce(n.convalidated, true)
                        THEN coalesce(format(' CONSTRAINT %I', n.conname), '') || ' NOT NULL'
                            || CASE WHEN n.connoinherit THEN ' NO INHERIT' ELSE '' END
                        ELSE '' END,
                    ', ' ORDER BY a.attnum), '')
                FROM pg_attribute a
                JOIN pg_type ty ON ty.oid = a.atttypid
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_constraint n ON n.conrelid = a.attrelid AND n.contype = 'n' AND n.conkey[1] = a.attnum
                LEFT JOIN LATERAL (
                    SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %I START WITH %s INCREMENT BY %s MINVALUE %s'
                        || ' MAXVALUE %s CACHE %s%s)', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                        sc.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                        CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END) AS clause
                    FROM pg_depend dep
                    JOIN pg_sequence s ON s.seqrelid = dep.objid
                    JOIN pg_class sc ON sc.oid = dep.objid
                    WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_class'::regclass
                        AND dep.refobjid = a.attrelid AND dep.refobjsubid = a.attnum AND dep.deptype = 'i'
                        AND a.attidentity <> '' AND NOT c.relispartition
                ) AS i ON true
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND (a.attislocal OR c.relispartition)))
            || CASE WHEN c.relispartition THEN '' ELSE coalesce((
                SELECT ' INHERITS (' || string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) || ')'
                FROM pg_inherits h WHERE h.inhrelid = c.oid), '') END
            || CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END
            || coalesce((SELECT format(' USING %I', am.amname) FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap'), '')
            || coalesce((
                SELECT ' WITH (' || string_agg(format('%s=%L', o.option_name, o.option_value), ', ') || ')'
                FROM pg_options_to_table(c.reloptions) o), '')
            || coalesce((SELECT format(' TABLESPACE %I', s.spcname) FROM pg_tablespace s WHERE s.oid = c.reltablespace), '')
        FROM pg_class c
        WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p')
        ORDER BY c.oid
        """;

    /** Views of both sorts. A query of others would be run with the rights of whoever restores it: its rows do not come back. */
    // language=SQL
    static final String VIEWS = """
        SELECT 'pg_class ' || c.oid, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, c.relname::text,
            CASE c.relkind WHEN 'v' THEN 'CREATE VIEW ' ELSE 'CREATE MATERIALIZED VIEW ' END || quote_ident(c.relname)
            || coalesce((SELECT format(' USING %I', am.amname) FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap'), '')
            || coalesce((
                SELECT ' WITH (' || string_agg(format('%s=%L', o.option_name, o.option_value), ', ') || ')'
                FROM pg_options_to_table(c.reloptions) o), '')
            || coalesce((SELECT format(' TABLESPACE %I', s.spcname) FROM pg_tablespace s WHERE s.oid = c.reltablespace), '')
            || ' AS ' || rtrim(pg_get_viewdef(c.oid), ';')
            || CASE WHEN c.relkind = 'm' AND NOT (c.relispopulated AND $ALL_TRUSTED) THEN ' WITH NO DATA' ELSE '' END
        FROM pg_class c
        WHERE c.relnamespace = $N AND c.relkind IN ('v', 'm')
        ORDER BY c.oid
        """.replace("$ALL_TRUSTED", RefusalSql.ALL_TRUSTED);

    // The schema stands before the name, whatever the search path; it is cut off.
    // language=SQL
    static final String ROUTINES = """
        SELECT 'pg_proc ' || p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, p.proname::text,
            regexp_replace(pg_get_functiondef(p.oid), '^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) ).*', '\\1')
            || substr(pg_get_functiondef(p.oid), strpos(pg_get_functiondef(p.oid), ' ' || quote_ident(n.nspname) || '.')
                + length(quote_ident(n.nspname)) + 2)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.pronamespace = $N AND p.prokind IN ('f', 'p', 'w')
        ORDER BY p.oid
        """;

    // Who needs whom, each mapped to what is made as a whole. Defaults, ordinary constraints, rules and who owns a
    // sequence come
    // later than all of it, so they need nothing here.
    // language=SQL
    static final String NEEDS = """
        WITH node AS (
            SELECT 'pg_class'::regclass AS class, c.oid, 'pg_class ' || c.oid AS key
            FROM pg_class c WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
            UNION ALL
            SELECT 'pg_type'::regclass, t.oid, CASE
                WHEN coalesce(e.typrelid, 0) <> 0 THEN 'pg_class ' || e.typrelid
                WHEN t.typrelid <> 0 THEN 'pg_class ' || t.typrelid
                ELSE 'pg_type ' || coalesce(e.oid, t.oid) END
            FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid WHERE t.typnamespace = $N
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, 'pg_proc ' || p.oid FROM pg_proc p WHERE p.pronamespace = $N
        ), dependent AS (
            SELECT * FROM node
            UNION ALL
            SELECT 'pg_attrdef'::regclass, d.oid, 'pg_class ' || d.adrelid
            FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE c.relnamespace = $N AND a.attgenerated <> ''
            UNION ALL
            SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class ' || r.ev_class
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
            WHERE c.relnamespace = $N AND r.rulename = '_RETURN'
            UNION ALL
            SELECT 'pg_constraint'::regclass, k.oid, 'pg_type ' || k.contypid
            FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid WHERE t.typnamespace = $N
        ), needed AS (
            SELECT * FROM node
            UNION ALL
            SELECT 'pg_constraint'::regclass, k.oid, 'pg_class ' || k.conrelid
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = $N
        )
        SELECT DISTINCT dependent.key, needed.key
        FROM pg_depend d
        JOIN dependent ON dependent.class = d.classid AND dependent.oid = d.objid
        JOIN needed ON needed.class = d.refclassid AND needed.oid = d.refobjid
        WHERE dependent.key <> needed.key AND NOT (d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            AND EXISTS (SELECT FROM pg_class s WHERE s.oid = d.objid AND s.relkind = 'S'))
        """;
}
