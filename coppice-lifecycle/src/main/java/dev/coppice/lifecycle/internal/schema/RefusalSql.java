package dev.coppice.lifecycle.internal.schema;

/** Queries for what the statements of this package cannot make again, and for what they leave out. */
final class RefusalSql {
    private RefusalSql() {}

    // Whatever depends on the schema and is none of the sorts that are described; and within these, what is special.
    // language=SQL
    static final String NOT_REPRODUCIBLE = """
        SELECT pg_describe_object(d.classid, d.objid, 0)
        FROM pg_depend d
        WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = $N AND d.deptype IN ('n', 'a')
            AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (
                SELECT FROM pg_class c WHERE c.oid = d.objid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
                    AND c.reloftype = 0))
            AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (
                SELECT FROM pg_type t WHERE t.oid = d.objid AND t.typtype IN ('e', 'd', 'c')))
            AND NOT (d.classid = 'pg_proc'::regclass AND EXISTS (
                SELECT FROM pg_proc p WHERE p.oid = d.objid AND p.prokind IN ('f', 'p', 'w')))
            AND d.classid NOT IN (
                'pg_statistic_ext'::regclass, 'pg_default_acl'::regclass, 'pg_publication_namespace'::regclass)
        UNION
        SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) || ', which belongs to a table of another schema'
        FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_class p ON p.oid = h.inhparent
        WHERE c.relnamespace = $N AND p.relnamespace <> $N AND c.relkind IN ('r', 'p')
        UNION
        SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) || ', which is being detached'
        FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
        WHERE c.relnamespace = $N AND h.inhdetachpending
        UNION
        SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) || ', which has no columns'
        FROM pg_class c WHERE c.relnamespace = $N AND c.relkind = 'r' AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        UNION
        SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) || ', whose columns are generated otherwise than its parent''s'
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_inherits h ON h.inhrelid = c.oid
        JOIN pg_attribute b ON b.attrelid = h.inhparent AND b.attname = a.attname AND NOT b.attisdropped
        LEFT JOIN pg_attrdef x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
        LEFT JOIN pg_attrdef y ON y.adrelid = b.attrelid AND y.adnum = b.attnum
        WHERE c.relnamespace = $N AND NOT c.relispartition AND a.attgenerated <> '' AND NOT a.attislocal
            AND pg_get_expr(x.adbin, x.adrelid) IS DISTINCT FROM pg_get_expr(y.adbin, y.adrelid)
        UNION
        SELECT pg_describe_object(d.classid, d.objid, 0)
        FROM pg_depend d
        WHERE d.classid IN ('pg_cast'::regclass, 'pg_transform'::regclass) AND (
            (d.refclassid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.refobjid AND t.typnamespace = $N))
            OR (d.refclassid = 'pg_proc'::regclass AND EXISTS (SELECT FROM pg_proc p WHERE p.oid = d.refobjid AND p.pronamespace = $N)))
        ORDER BY 1
        """;

    // What such a role wrote may be run with our rights: the owner of the kind's table can have a trigger run with them
    // anyway.
    /** Whether a role may do whatever we may, or the owner of the database, or that of the kind's table. */
    static final String TRUSTED = """
        (pg_has_role($ROLE, current_user, 'USAGE')
            OR pg_has_role($ROLE, (SELECT b.datdba FROM pg_database b WHERE b.datname = current_database()), 'USAGE')
            OR coalesce(pg_has_role($ROLE, nullif(current_setting('coppice.trusted', true), '')::oid, 'USAGE'), false))""";

    // What the server itself evaluates when rows are loaded, or a constraint or an index is made. The tree has the
    // number of each
    // function, those of operators and casts too; of the server's own the catalogue notes no dependency. Some of these
    // run whatever
    // text they are given, and none of them is immutable.
    // language=SQL
    static final String CALLS_OF_OTHERS = """
        WITH RECURSIVE used (oid) AS (
            SELECT a.atttypid FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = $N AND a.attnum > 0 AND NOT a.attisdropped
            UNION
            SELECT part.oid
            FROM used JOIN pg_type t ON t.oid = used.oid CROSS JOIN LATERAL (
                SELECT t.typelem UNION SELECT t.typbasetype
                UNION SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
                UNION SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
            ) AS part (oid)
            WHERE part.oid <> 0
        ), evaluated (class, oid, owner, tree) AS (
            SELECT 'pg_constraint'::regclass, k.oid, coalesce(c.relowner, t.typowner), k.conbin::text
            FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
            WHERE k.contype = 'c' AND (k.connamespace = $N OR k.contypid IN (SELECT oid FROM used))
            UNION ALL
            SELECT 'pg_attrdef'::regclass, d.oid, c.relowner, d.adbin::text
            FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE c.relnamespace = $N AND a.attgenerated <> ''
            UNION ALL
            SELECT 'pg_class'::regclass, i.indexrelid, c.relowner, concat(i.indexprs::text, i.indpred::text)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = $N
            UNION ALL
            SELECT 'pg_class'::regclass, c.oid, c.relowner, p.partexprs::text
            FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid WHERE c.relnamespace = $N
        )
        SELECT DISTINCT pg_describe_object(e.class, e.oid, 0) || ' calls ' || f.oid::regprocedure
        FROM evaluated e
        CROSS JOIN LATERAL regexp_matches(e.tree, 'funcid ([0-9]+)', 'g') AS found (number)
        JOIN pg_proc f ON f.oid = found.number[1]::oid
        WHERE NOT $TRUSTED_FUNCTION OR (f.provolatile <> 'i' AND NOT $TRUSTED_OWNER)
        ORDER BY 1
        """.replace("$TRUSTED_FUNCTION", TRUSTED.replace("$ROLE", "f.proowner"))
            .replace("$TRUSTED_OWNER", TRUSTED.replace("$ROLE", "e.owner"));

    /** Whether all that stands in the schema was written by those who are trusted. */
    static final String ALL_TRUSTED = """
        NOT EXISTS (
            SELECT FROM pg_class o WHERE o.relnamespace = $N AND NOT $TRUSTED_CLASS
            UNION ALL SELECT FROM pg_proc f WHERE f.pronamespace = $N AND NOT $TRUSTED_FUNCTION)""".replace("$TRUSTED_CLASS", TRUSTED.replace("$ROLE", "o.relowner"))
            .replace("$TRUSTED_FUNCTION", TRUSTED.replace("$ROLE", "f.proowner"));

    // language=SQL
    static final String LEFT_OUT = """
        SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) || CASE WHEN $ALL_TRUSTED
            THEN ' is computed again from the rows that come back' ELSE ' comes back empty, for its owner to refresh' END
        FROM pg_class c WHERE c.relnamespace = $N AND c.relkind = 'm'
        UNION ALL
        SELECT pg_describe_object('pg_class'::regclass, i.indexrelid, 0) || ' is not valid now, and will be'
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = $N AND NOT i.indisvalid AND c.relkind = 'r'
        UNION ALL
        SELECT pg_describe_object('pg_class'::regclass, r.prrelid, 0) || ' is not entered in publication ' || p.pubname || ' again'
        FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid
        WHERE c.relnamespace = $N
        UNION ALL
        SELECT pg_describe_object(s.classoid, s.objoid, s.objsubid) || ' loses its security label'
        FROM pg_seclabel s JOIN pg_class c ON s.classoid = 'pg_class'::regclass AND c.oid = s.objoid
        WHERE c.relnamespace = $N
        ORDER BY 1
        """.replace("$ALL_TRUSTED", ALL_TRUSTED);

    // What lies outside and would fall with the schema. Indexes, toast tables and memberships are no loss of their own.
    // language=SQL
    static final String OTHERS = """
        WITH inside AS (
            SELECT 'pg_namespace'::regclass AS class, $N::oid AS oid
            UNION ALL SELECT 'pg_class'::regclass, c.oid FROM pg_class c WHERE c.relnamespace = $N
            UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t WHERE t.typnamespace = $N
            UNION ALL SELECT 'pg_proc'::regclass, p.oid FROM pg_proc p WHERE p.pronamespace = $N
            UNION ALL SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE k.connamespace = $N
            UNION ALL SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o WHERE o.oprnamespace = $N
            UNION ALL SELECT 'pg_opclass'::regclass, o.oid FROM pg_opclass o WHERE o.opcnamespace = $N
            UNION ALL SELECT 'pg_opfamily'::regclass, o.oid FROM pg_opfamily o WHERE o.opfnamespace = $N
            UNION ALL SELECT 'pg_amop'::regclass, o.oid FROM pg_amop o JOIN pg_opfamily f ON f.oid = o.amopfamily WHERE f.opfnamespace = $N
            UNION ALL SELECT 'pg_amproc'::regclass, o.oid FROM pg_amproc o JOIN pg_opfamily f ON f.oid = o.amprocfamily WHERE f.opfnamespace = $N
            UNION ALL SELECT 'pg_collation'::regclass, o.oid FROM pg_collation o WHERE o.collnamespace = $N
            UNION ALL SELECT 'pg_conversion'::regclass, o.oid FROM pg_conversion o WHERE o.connamespace = $N
            UNION ALL SELECT 'pg_ts_config'::regclass, o.oid FROM pg_ts_config o WHERE o.cfgnamespace = $N
            UNION ALL SELECT 'pg_ts_dict'::regclass, o.oid FROM pg_ts_dict o WHERE o.dictnamespace = $N
            UNION ALL SELECT 'pg_ts_parser'::regclass, o.oid FROM pg_ts_parser o WHERE o.prsnamespace = $N
            UNION ALL SELECT 'pg_ts_template'::regclass, o.oid FROM pg_ts_template o WHERE o.tmplnamespace = $N
            UNION ALL SELECT 'pg_statistic_ext'::regclass, o.oid FROM pg_statistic_ext o WHERE o.stxnamespace = $N
            UNION ALL SELECT 'pg_attrdef'::regclass, o.oid FROM pg_attrdef o JOIN pg_class c ON c.oid = o.adrelid WHERE c.relnamespace = $N
            UNION ALL SELECT 'pg_rewrite'::regclass, o.oid FROM pg_rewrite o JOIN pg_class c ON c.oid = o.ev_class WHERE c.relnamespace = $N
            UNION ALL SELECT 'pg_trigger'::regclass, o.oid FROM pg_trigger o JOIN pg_class c ON c.oid = o.tgrelid WHERE c.relnamespace = $N
            UNION ALL SELECT 'pg_policy'::regclass, o.oid FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid WHERE c.relnamespace = $N
            UNION ALL SELECT 'pg_default_acl'::regclass, o.oid FROM pg_default_acl o WHERE o.defaclnamespace = $N
        )
        SELECT DISTINCT CASE WHEN d.classid = 'pg_rewrite'::regclass
            THEN (SELECT pg_describe_object('pg_class'::regclass, r.ev_class, 0) FROM pg_rewrite r WHERE r.oid = d.objid)
            ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END
        FROM pg_depend d
        JOIN inside i ON i.class = d.refclassid AND i.oid = d.refobjid
        WHERE NOT EXISTS (SELECT FROM inside o WHERE o.class = d.classid AND o.oid = d.objid)
            AND d.deptype IN ('n', 'a', 'i', 'P', 'S', 'x')
            AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class t WHERE t.oid = d.objid AND t.relkind = 't'))
            AND NOT (d.classid = 'pg_trigger'::regclass AND d.deptype IN ('P', 'S', 'i'))
            AND d.classid::regclass::text NOT LIKE '%pg_publication%'
        ORDER BY 1
        """;
}
