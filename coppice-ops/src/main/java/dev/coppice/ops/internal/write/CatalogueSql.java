package dev.coppice.ops.internal.write;

/** The one question to the catalogue. */
final class CatalogueSql {
    // language=SQL
    static final String FACTS = """
            WITH given AS MATERIALIZED (
                SELECT pg_catalog.to_regclass(?)::oid AS oid
            ), family AS MATERIALIZED (
                SELECT oid FROM given WHERE oid IS NOT NULL
                UNION
                SELECT t.relid::oid FROM given g, pg_catalog.pg_partition_tree(g.oid) t
                UNION
                SELECT t.relid::oid FROM given g, pg_catalog.pg_partition_ancestors(g.oid) t
            ), cascaded AS MATERIALIZED (
                SELECT c.conrelid AS oid
                  FROM pg_catalog.pg_constraint c
                 WHERE c.contype = 'f' AND c.confrelid IN (SELECT oid FROM family)
                   AND c.confdeltype NOT IN ('a', 'r')
            ), kept AS MATERIALIZED (
                SELECT c.*, coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
                            AND NOT coalesce((to_jsonb(c) ->> 'conperiod')::boolean, false) AS usual
                  FROM pg_catalog.pg_constraint c
                 WHERE c.contype = 'f' AND c.conparentid = 0
                   AND (c.conrelid IN (SELECT oid FROM family) OR c.confrelid IN (SELECT oid FROM family))
            )
            SELECT 'table' AS kind, format('%I.%I', n.nspname, r.relname) AS name, NULL::text AS content,
                   NULL::text AS extra, r.relkind::text AS word, NULL::text[] AS keys, NULL::text[] AS others,
                   r.relkind IN ('r', 'p') AND NOT r.relhasrules
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
                                    WHERE p.relkind <> 'p' AND (i.inhparent = r.oid OR i.inhrelid = r.oid)) AS first,
                   pg_catalog.row_security_active(r.oid)
                   AND EXISTS (SELECT FROM pg_catalog.pg_policy p
                                WHERE p.polrelid = r.oid
                                  AND concat(pg_catalog.pg_get_expr(p.polqual, r.oid),
                                             pg_catalog.pg_get_expr(p.polwithcheck, r.oid)) ~* 'select') AS second,
                   0 AS number
              FROM given g
              JOIN pg_catalog.pg_class r ON r.oid = g.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
            UNION ALL
            SELECT 'column', a.attname, pg_catalog.format_type(b.oid, NULL), pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                   CASE WHEN b.typtype = 'e' THEN 'enum' WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN b.typname
                        ELSE '' END,
                   ARRAY[CASE WHEN a.attgenerated <> '' THEN 'generated' END, CASE WHEN a.attidentity <> '' THEN 'identity' END],
                   NULL, a.attnotnull,
                   NOT coalesce((SELECT l.collisdeterministic FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation), true),
                   CASE WHEN y.typtype = 'd' THEN y.typtypmod ELSE a.atttypmod END
              FROM given g
              JOIN pg_catalog.pg_attribute a ON a.attrelid = g.oid AND a.attnum > 0 AND NOT a.attisdropped
              JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
              JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END
              LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            UNION ALL
            SELECT 'trigger', t.tgname, p.prosrc, NULL, l.lanname, NULL, NULL, NULL, NULL, t.tgtype
              FROM pg_catalog.pg_trigger t
              JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
              JOIN pg_catalog.pg_language l ON l.oid = p.prolang
             WHERE t.tgrelid IN (SELECT oid FROM family) AND NOT t.tgisinternal AND t.tgenabled <> 'D'
            UNION ALL
            SELECT 'opaque', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
             WHERE EXISTS (
                SELECT
                  FROM pg_catalog.pg_depend d
                  JOIN pg_catalog.pg_proc p ON p.oid = d.refobjid AND p.provolatile <> 'i'
                 WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND p.pronamespace <> 'pg_catalog'::regnamespace
                   AND (d.classid, d.objid) IN (
                        SELECT 'pg_catalog.pg_attrdef'::regclass::oid, a.oid
                          FROM pg_catalog.pg_attrdef a WHERE a.adrelid IN (SELECT oid FROM family)
                        UNION ALL
                        SELECT 'pg_catalog.pg_constraint'::regclass, c.oid
                          FROM pg_catalog.pg_constraint c WHERE c.conrelid IN (SELECT oid FROM family)
                        UNION ALL
                        SELECT 'pg_catalog.pg_policy'::regclass, y.oid
                          FROM pg_catalog.pg_policy y WHERE y.polrelid IN (SELECT oid FROM family)))
            UNION ALL
            SELECT CASE WHEN x.indisexclusion THEN 'exclusion' ELSE 'unique' END, i.relname,
                   pg_catalog.pg_get_expr(x.indpred, x.indrelid),
                   NULL, CASE WHEN x.indrelid = (SELECT oid FROM given) THEN 'own' ELSE 'part' END,
                   ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, k, false)
                           FROM generate_series(1, x.indnkeyatts) k ORDER BY k),
                   ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = x.indrelid AND a.attnum > 0
                            AND (a.attnum = ANY (x.indkey)
                                 OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                                             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
                                               AND d.refobjid = x.indrelid AND d.refobjsubid = a.attnum))),
                   x.indnullsnotdistinct, NOT x.indimmediate,
                   CASE WHEN x.indisexclusion THEN 1 ELSE 0 END
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
             WHERE x.indrelid IN (SELECT oid FROM family) AND (x.indisunique OR x.indisexclusion)
               AND (x.indrelid = (SELECT oid FROM given) OR NOT i.relispartition)
            UNION ALL
            SELECT 'check', c.conname, pg_catalog.pg_get_expr(c.conbin, c.conrelid), NULL, NULL, NULL, NULL, NULL, NULL, 0
              FROM pg_catalog.pg_constraint c
             WHERE c.conrelid = (SELECT oid FROM given) AND c.contype = 'c'
            UNION ALL
            SELECT 'reference', c.conname, format('%I.%I', n.nspname, r.relname), NULL, NULL,
                   ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (num, pos)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.pos),
                   ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (num, pos)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.pos),
                   c.confrelid IN (SELECT oid FROM family),
                   c.usual AND c.confmatchtype = 's' AND has_schema_privilege(n.oid, 'USAGE')
                   AND has_table_privilege(r.oid, 'SELECT') AND NOT pg_catalog.row_security_active(r.oid), 0
              FROM kept c
              JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
             WHERE c.conrelid IN (SELECT oid FROM family)
            UNION ALL
            SELECT 'referenced', c.conname, format('%I.%I', n.nspname, r.relname), NULL, c.confdeltype::text,
                   ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (num, pos)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.pos),
                   ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (num, pos)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.pos),
                   c.conrelid IN (SELECT oid FROM family),
                   c.usual AND has_schema_privilege(n.oid, 'USAGE')
                   AND has_table_privilege(r.oid, 'SELECT') AND NOT pg_catalog.row_security_active(r.oid),
                   (SELECT count(*) FROM pg_catalog.pg_constraint o
                     WHERE o.contype = 'f' AND o.oid <> c.oid AND o.conparentid = 0
                       AND (o.confrelid = r.oid OR o.conrelid = r.oid AND o.confrelid IN (SELECT oid FROM family)))
                   + (SELECT count(*) FROM pg_catalog.pg_trigger t WHERE t.tgrelid = r.oid AND NOT t.tgisinternal)
                   + CASE WHEN r.relkind = 'r' AND NOT r.relhasrules THEN 0 ELSE 1 END
              FROM kept c
              JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
             WHERE c.confrelid IN (SELECT oid FROM family)
            UNION ALL
            SELECT 'gate', q.name, NULL, NULL, NULL, NULL, NULL,
                   r.relkind IN ('r', 'p') AND NOT pg_catalog.row_security_active(r.oid)
                   AND r.oid NOT IN (SELECT oid FROM family UNION ALL SELECT oid FROM cascaded)
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE r.oid IN (i.inhparent, i.inhrelid)),
                   NULL, 0
              FROM unnest(cast(? AS text[])) q (name)
              JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.to_regclass(q.name)
            """;

    private CatalogueSql() {}
}
