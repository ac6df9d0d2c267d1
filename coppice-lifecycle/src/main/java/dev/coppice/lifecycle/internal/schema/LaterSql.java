package dev.coppice.lifecycle.internal.schema;

import java.util.List;

/** Queries for statements that complete what was made, in the order they are run in. The search path is the schema. */
final class LaterSql {
    /** What begins a statement about a foreign key to another schema: adding one locks the other table against all who write. */
    static final String OUTWARD = "/* outward */ ";

    private LaterSql() {}

    /** Before the rows: what tables are beyond their columns. */
    static final List<String> BEFORE_ROWS = List.of(
            // language=SQL
            """
            SELECT format('ALTER TABLE ONLY %I ALTER COLUMN %I SET STORAGE %s', c.relname, a.attname,
                CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attstorage <> t.typstorage
            ORDER BY c.relname, a.attnum
            """, """
            SELECT format('ALTER TABLE ONLY %I ALTER COLUMN %I SET COMPRESSION %s', c.relname, a.attname,
                CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attcompression <> ''
            ORDER BY c.relname, a.attnum
            """, """
            SELECT format('ALTER TABLE ONLY %I ALTER COLUMN %I SET STATISTICS %s', c.relname, a.attname, a.attstattarget)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attstattarget >= 0
            ORDER BY c.relname, a.attnum
            """, """
            SELECT format('ALTER TABLE ONLY %I ALTER COLUMN %I SET (%s)', c.relname, a.attname, (
                SELECT string_agg(format('%s=%L', o.option_name, o.option_value), ', ')
                FROM pg_options_to_table(a.attoptions) o))
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attoptions IS NOT NULL
            ORDER BY c.relname, a.attnum
            """, """
            SELECT format('ALTER TABLE %I SET (%s)', c.relname, (
                SELECT string_agg(format('toast.%s=%L', o.option_name, o.option_value), ', ')
                FROM pg_options_to_table(t.reloptions) o))
            FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid
            WHERE c.relnamespace = $N AND c.relkind = 'r' AND t.reloptions IS NOT NULL
            ORDER BY c.relname
            """, """
            SELECT format('ALTER TABLE ONLY %s ATTACH PARTITION %I %s', h.inhparent::regclass, c.relname,
                pg_get_expr(c.relpartbound, c.oid))
            FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
            WHERE c.relnamespace = $N AND c.relispartition AND c.relkind IN ('r', 'p')
            ORDER BY c.relname
            """);

    /** After the rows: defaults, keys, indexes. Views may lean on keys. */
    static final List<String> KEYS = List.of(
            // language=SQL
            """
            SELECT format('ALTER TABLE ONLY %I ALTER COLUMN %I %s', c.relname, a.attname,
                coalesce('SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), 'DROP DEFAULT'))
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attgenerated = '' AND a.attidentity = ''
                AND (d.oid IS NOT NULL OR (NOT a.attislocal AND NOT c.relispartition))
            ORDER BY c.relname, a.attnum
            """, """
            SELECT format('ALTER SEQUENCE %I OWNED BY %s.%I', s.relname, d.refobjid::regclass, a.attname)
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE s.relnamespace = $N AND s.relkind = 'S' AND d.classid = 'pg_class'::regclass
                AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
            ORDER BY s.relname
            """, """
            SELECT format('ALTER TABLE ONLY %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid, true))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE c.relnamespace = $N AND k.contype IN ('p', 'u', 'x')
            ORDER BY c.relname, k.conname
            """, """
            SELECT pg_get_indexdef(i.indexrelid, 0, true)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND NOT EXISTS (
                SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            ORDER BY c.relname, x.relname
            """, """
            SELECT format('ALTER INDEX %s ATTACH PARTITION %I', h.inhparent::regclass, x.relname)
            FROM pg_inherits h JOIN pg_class x ON x.oid = h.inhrelid
            WHERE x.relnamespace = $N AND x.relkind IN ('i', 'I')
            ORDER BY x.relname
            """, """
            SELECT format('ALTER INDEX %I SET (%s)', x.relname, (
                SELECT string_agg(format('%s=%L', o.option_name, o.option_value), ', ')
                FROM pg_options_to_table(x.reloptions) o))
            FROM pg_class x JOIN pg_constraint k ON k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')
            WHERE x.relnamespace = $N AND x.reloptions IS NOT NULL
            ORDER BY x.relname
            """);

    /** After views: what remains. */
    static final List<String> LAST = List.of(
            // language=SQL
            """
            SELECT format('ALTER VIEW %I ALTER COLUMN %I SET DEFAULT %s', c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE c.relnamespace = $N AND c.relkind = 'v'
            ORDER BY c.relname, a.attnum
            """,
            """
            SELECT pg_get_indexdef(i.indexrelid, 0, true)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE c.relnamespace = $N AND c.relkind = 'm'
            ORDER BY c.relname, x.relname
            """,
            """
            SELECT format('ALTER TABLE %I CLUSTER ON %I', c.relname, x.relname)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE c.relnamespace = $N AND i.indisclustered
            ORDER BY c.relname
            """,
            """
            SELECT format('ALTER TABLE ONLY %I REPLICA IDENTITY %s', c.relname, CASE c.relreplident
                WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL'
                ELSE 'USING INDEX ' || (
                    SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                    WHERE i.indrelid = c.oid AND i.indisreplident) END)
            FROM pg_class c
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p') AND c.relreplident NOT IN ('d')
            ORDER BY c.relname
            """,
            """
            SELECT CASE e.stxnamespace WHEN n.oid
                THEN regexp_replace(pg_get_statisticsobjdef(e.oid), '^CREATE STATISTICS .*', 'CREATE STATISTICS ')
                    || substr(pg_get_statisticsobjdef(e.oid),
                        length('CREATE STATISTICS ' || quote_ident(n.nspname) || '.') + 1) END
            FROM pg_statistic_ext e JOIN pg_namespace n ON n.oid = e.stxnamespace
            WHERE e.stxnamespace = $N
            ORDER BY e.stxname
            """,
            // Those of parents first: a child's own, if it is the same, merges with it.
            """
            WITH RECURSIVE depth (oid, level) AS (
                SELECT c.oid, 0 FROM pg_class c WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p')
                UNION
                SELECT h.inhrelid, d.level + 1 FROM depth d JOIN pg_inherits h ON h.inhparent = d.oid
            )
            SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid, true))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE c.relnamespace = $N AND k.conislocal
                AND (k.contype = 'c' OR (k.contype = 'n' AND NOT k.convalidated))
            ORDER BY (SELECT max(d.level) FROM depth d WHERE d.oid = c.oid), c.relname, k.conname
            """,
            """
            SELECT CASE WHEN r.relnamespace <> $N THEN '/* outward */ ' ELSE '' END
                || format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid, true))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
            WHERE c.relnamespace = $N AND k.contype = 'f' AND k.conparentid = 0
            ORDER BY c.relname, k.conname
            """,
            """
            SELECT pg_get_triggerdef(t.oid, true)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = $N AND NOT t.tgisinternal AND t.tgparentid = 0
            ORDER BY c.relname, t.tgname
            """,
            """
            SELECT format('ALTER TABLE %I %s TRIGGER %I', c.relname, CASE t.tgenabled
                WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, t.tgname)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = $N AND NOT t.tgisinternal AND t.tgenabled <> 'O'
            ORDER BY c.relname, t.tgname
            """,
            """
            SELECT pg_get_ruledef(r.oid, true)
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
            WHERE c.relnamespace = $N AND r.rulename <> '_RETURN'
            ORDER BY c.relname, r.rulename
            """,
            """
            SELECT format('ALTER TABLE %I %s RULE %I', c.relname, CASE r.ev_enabled
                WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, r.rulename)
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
            WHERE c.relnamespace = $N AND r.rulename <> '_RETURN' AND r.ev_enabled <> 'O'
            ORDER BY c.relname, r.rulename
            """,
            """
            SELECT format('CREATE POLICY %I ON %I AS %s FOR %s TO %s', p.polname, c.relname,
                CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                    ELSE 'ALL' END,
                (SELECT string_agg(CASE r.oid WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.oid)) END, ', ' ORDER BY r.oid)
                    FROM unnest(p.polroles) AS r (oid)))
                || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
            WHERE c.relnamespace = $N
            ORDER BY c.relname, p.polname
            """);

    // What names the schema itself is found when it is run. Whatever stands in such a block is stored by others: it is
    // a literal
    // within a literal, and nothing in it can end either.
    /** After everything: owners, rights, comments. */
    static final List<String> RIGHTS = List.of(
            // language=SQL
            """
            SELECT format('COMMENT ON %s IS %L', CASE c.relkind
                    WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE'
                    WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END || ' ' || quote_ident(c.relname), d.description)
            FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
            WHERE d.classoid = 'pg_class'::regclass AND c.relnamespace = $N AND d.objsubid = 0
            ORDER BY c.relname
            """, """
            SELECT format('COMMENT ON COLUMN %I.%I IS %L', c.relname, a.attname, d.description)
            FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
            WHERE d.classoid = 'pg_class'::regclass AND c.relnamespace = $N AND d.objsubid > 0
            ORDER BY c.relname, a.attnum
            """, """
            SELECT CASE WHEN r.relnamespace <> $N THEN '/* outward */ ' ELSE '' END
                || format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname,
                    coalesce(quote_ident(c.relname), 'DOMAIN ' || quote_ident(t.typname)), d.description)
            FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid
            LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
            LEFT JOIN pg_class r ON r.oid = k.confrelid
            WHERE d.classoid = 'pg_constraint'::regclass AND k.connamespace = $N
            ORDER BY 1
            """, """
            SELECT format('COMMENT ON %s IS %L', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END || ' ' || quote_ident(t.typname),
                d.description)
            FROM pg_description d JOIN pg_type t ON t.oid = d.objoid
            WHERE d.classoid = 'pg_type'::regclass AND t.typnamespace = $N
            UNION ALL
            SELECT format('COMMENT ON ROUTINE %I(%s) IS %L', p.proname, pg_get_function_identity_arguments(p.oid), d.description)
            FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid
            WHERE d.classoid = 'pg_proc'::regclass AND p.pronamespace = $N
            UNION ALL
            SELECT format('COMMENT ON TRIGGER %I ON %I IS %L', t.tgname, c.relname, d.description)
            FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid JOIN pg_class c ON c.oid = t.tgrelid
            WHERE d.classoid = 'pg_trigger'::regclass AND c.relnamespace = $N
            UNION ALL
            SELECT format('COMMENT ON RULE %I ON %I IS %L', r.rulename, c.relname, d.description)
            FROM pg_description d JOIN pg_rewrite r ON r.oid = d.objoid JOIN pg_class c ON c.oid = r.ev_class
            WHERE d.classoid = 'pg_rewrite'::regclass AND c.relnamespace = $N
            UNION ALL
            SELECT format('COMMENT ON POLICY %I ON %I IS %L', p.polname, c.relname, d.description)
            FROM pg_description d JOIN pg_policy p ON p.oid = d.objoid JOIN pg_class c ON c.oid = p.polrelid
            WHERE d.classoid = 'pg_policy'::regclass AND c.relnamespace = $N
            UNION ALL
            SELECT format('COMMENT ON STATISTICS %I IS %L', e.stxname, d.description)
            FROM pg_description d JOIN pg_statistic_ext e ON e.oid = d.objoid
            WHERE d.classoid = 'pg_statistic_ext'::regclass AND e.stxnamespace = $N
            UNION ALL
            SELECT format('DO %L', format('BEGIN EXECUTE format(''COMMENT ON SCHEMA %%I IS %%L'', current_schema(), %L); END',
                d.description))
            FROM pg_description d
            WHERE d.classoid = 'pg_namespace'::regclass AND d.objoid = $N
            ORDER BY 1
            """, """
            SELECT format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', c.relname)
            FROM pg_class c WHERE c.relnamespace = $N AND c.relrowsecurity
            UNION ALL
            SELECT format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', c.relname)
            FROM pg_class c WHERE c.relnamespace = $N AND c.relforcerowsecurity
            ORDER BY 1
            """, """
            SELECT format('ALTER %s %I OWNER TO %I', CASE c.relkind
                WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END,
                c.relname, pg_get_userbyid(c.relowner))
            FROM pg_class c
            WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND NOT (c.relkind = 'S' AND EXISTS (
                SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                    AND d.refclassid = 'pg_class'::regclass))
            UNION ALL
            SELECT format('ALTER %s %I OWNER TO %I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, t.typname,
                pg_get_userbyid(t.typowner))
            FROM pg_type t WHERE t.typnamespace = $N AND t.typtype IN ('e', 'd')
            UNION ALL
            SELECT format('ALTER ROUTINE %I(%s) OWNER TO %I', p.proname, pg_get_function_identity_arguments(p.oid),
                pg_get_userbyid(p.proowner))
            FROM pg_proc p WHERE p.pronamespace = $N
            UNION ALL
            SELECT format('ALTER STATISTICS %I OWNER TO %I', e.stxname, pg_get_userbyid(e.stxowner))
            FROM pg_statistic_ext e WHERE e.stxnamespace = $N
            UNION ALL
            SELECT format('DO %L', format('BEGIN EXECUTE format(''ALTER SCHEMA %%I OWNER TO %%I'', current_schema(), %L); END',
                pg_get_userbyid(n.nspowner)))
            FROM pg_namespace n WHERE n.oid = $N
            ORDER BY 1
            """, """
            WITH held (kind, target, owner, acl) AS (
                SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, quote_ident(c.relname), c.relowner, c.relacl
                FROM pg_class c WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                UNION ALL
                SELECT 'TYPE', quote_ident(t.typname), t.typowner, t.typacl
                FROM pg_type t WHERE t.typnamespace = $N AND t.typtype IN ('e', 'd', 'c') AND (t.typrelid = 0 OR EXISTS (
                    SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
                UNION ALL
                SELECT 'ROUTINE', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.proowner, p.proacl
                FROM pg_proc p WHERE p.pronamespace = $N
            ), role (held_kind, target, name) AS (
                SELECT h.kind, h.target, r.name
                FROM held h CROSS JOIN LATERAL (VALUES ('PUBLIC'), (quote_ident(pg_get_userbyid(h.owner)))) AS r (name)
                WHERE h.acl IS NOT NULL
            )
            SELECT statement FROM (
                SELECT 0 AS place, format('REVOKE ALL ON %s %s FROM %s', held_kind, target, name) AS statement FROM role
                UNION ALL
                SELECT 1, format('GRANT %s ON %s %s TO %s%s', x.privilege_type, h.kind, h.target,
                    CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM held h CROSS JOIN LATERAL aclexplode(h.acl) AS x
                UNION ALL
                SELECT 1, format('GRANT %s (%I) ON TABLE %I TO %s%s', x.privilege_type, a.attname, c.relname,
                    CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN LATERAL aclexplode(a.attacl) AS x
                WHERE c.relnamespace = $N
                UNION ALL
                SELECT 2, format('DO %L', format('BEGIN EXECUTE format(''GRANT %s ON SCHEMA %%I TO %%s%s'', current_schema(), %L); END',
                    x.privilege_type, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
                    CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END))
                FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS x WHERE n.oid = $N
                UNION ALL
                SELECT 3, format('DO %L', format('BEGIN EXECUTE format(''ALTER DEFAULT PRIVILEGES FOR ROLE %%I IN SCHEMA %%I GRANT %s ON %s'
                    || ' TO %%s%s'', %L, current_schema(), %L); END', x.privilege_type,
                    CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' ELSE 'TYPES' END,
                    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, pg_get_userbyid(a.defaclrole),
                    CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END))
                FROM pg_default_acl a CROSS JOIN LATERAL aclexplode(a.defaclacl) AS x WHERE a.defaclnamespace = $N
            ) AS rights
            ORDER BY place, statement
            """);
}
