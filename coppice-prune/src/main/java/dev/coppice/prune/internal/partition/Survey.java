package dev.coppice.prune.internal.partition;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which partitions of a policy's table are old enough as a whole, by their bounds alone: those of a level partitioned by
 * range of the age, whose upper bound does not lie behind the horizon. So no row that is young, or comes yet, can be among
 * them. Reads the catalogue only; the horizon is set.
 */
public final class Survey {
    // The key has its usual order, or the upper bound would not be one.
    // language=SQL
    private static final String LEVELS = """
            SELECT
                c.oid, n.nspname, c.relname,
                quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS sql,
                quote_ident(pn.nspname) || '.' || quote_ident(p.relname) AS parent_sql,
                pg_get_expr(c.relpartbound, c.oid) AS bounds,
                substring(pg_get_expr(c.relpartbound, c.oid) FROM ' TO \\(''(.*)''\\)$') AS ends_at,
                ARRAY(SELECT above.relid::oid::bigint FROM pg_partition_ancestors(c.oid) AS above WHERE above.relid <> c.oid)
                    AS above
            FROM pg_partition_tree({table}::oid) AS t
            JOIN pg_catalog.pg_class AS c ON c.oid = t.relid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid AND NOT i.inhdetachpending
            JOIN pg_catalog.pg_class AS p ON p.oid = t.parentrelid
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
            JOIN pg_catalog.pg_partitioned_table AS k ON k.partrelid = p.oid AND k.partstrat = 'r' AND k.partnatts = 1
            JOIN pg_catalog.pg_opclass AS o ON o.oid = k.partclass[0] AND o.opcdefault
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.oid AND a.attnum = k.partattrs[0] AND a.attname = '{age}'
            """;

    // language=SQL
    private static final String LEAVES = """
            SELECT
                c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS sql, c.reltuples::bigint AS estimated,
                pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages,
                pg_total_relation_size(c.oid) AS bytes
            FROM pg_partition_tree(?::bigint::oid) AS t
            JOIN pg_catalog.pg_class AS c ON c.oid = t.relid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE t.isleaf
            ORDER BY c.oid
            """;

    // language=SQL
    private static final String OBSTACLES = """
            WITH part AS (
                SELECT t.relid::oid AS oid, c.relkind, c.relowner, t.isleaf
                FROM pg_partition_tree({table}::oid) AS t
                JOIN pg_catalog.pg_class AS c ON c.oid = t.relid
            ),
            line AS (
                SELECT oid FROM part UNION SELECT above.relid::oid FROM pg_partition_ancestors({table}::oid) AS above
            )
            SELECT
                (SELECT min(part.oid::regclass::text) FROM part WHERE part.isleaf AND part.relkind <> 'r') AS strange,
                (
                    SELECT min(c.oid::regclass::text)
                    FROM pg_catalog.pg_class AS c
                    WHERE c.oid IN ({table}::oid, (SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = {table}::oid))
                        AND NOT pg_has_role(c.relowner, 'USAGE')
                ) AS unowned,
                (
                    SELECT min(t.tgname::text)
                    FROM pg_catalog.pg_trigger AS t
                    WHERE t.tgrelid IN (SELECT oid FROM line) AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                        AND (t.tgtype & 8) <> 0
                ) AS fires,
                (
                    SELECT min(p.pubname::text)
                    FROM pg_catalog.pg_publication AS p
                    WHERE p.pubdelete AND (
                        p.puballtables
                        OR EXISTS (
                            SELECT FROM pg_catalog.pg_publication_rel AS r
                            WHERE r.prpubid = p.oid AND r.prrelid IN (SELECT oid FROM line)
                        )
                        OR EXISTS (
                            SELECT FROM pg_catalog.pg_publication_namespace AS s
                            JOIN pg_catalog.pg_class AS c ON c.relnamespace = s.pnnspid
                            WHERE s.pnpubid = p.oid AND c.oid IN (SELECT oid FROM line)
                        )
                    )
                ) AS published,
                (
                    SELECT min(v.oid::regclass::text)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
                    JOIN pg_catalog.pg_class AS v ON v.oid = r.ev_class
                    WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid IN (SELECT oid FROM part)
                ) AS viewed
            """;

    // language=SQL
    private static final String STATEMENT = """
            SELECT string_agg(
                format(
                    'CREATE TABLE %I.%I PARTITION OF %I.%I %s%s;', n.nspname, c.relname, pn.nspname, p.relname,
                    pg_get_expr(c.relpartbound, c.oid),
                    CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END
                ), E'\\n' ORDER BY t.level, c.oid
            ) AS statement
            FROM pg_partition_tree(?::bigint::oid) AS t
            JOIN pg_catalog.pg_class AS c ON c.oid = t.relid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
            JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
            """;

    private final Sql sql;
    private final CheckedPolicy policy;

    /** A survey for a policy in a transaction. */
    public Survey(Sql sql, CheckedPolicy policy) {
        this.sql = sql;
        this.policy = policy;
    }

    /** Why no partition of the table can go as a whole, whichever it is; as a sentence. */
    public Optional<String> obstacle() {
        var table = policy.closure().rootTable();
        var age = policy.eligibility().age();
        if (!table.partitioned()) {
            return Optional.of("The table is not partitioned.");
        }
        if (age.isEmpty() || sql.exactly(levels(age.get()), row -> true).isEmpty()) {
            return Optional.of("No level of it is partitioned by range of its age alone.");
        }
        return policy.closure()
                .relations()
                .filter(relation -> relation.parent().equals(table.name()))
                .filter(relation -> relation.self() || !relation.enforced())
                .findFirst()
                .map(Survey::named);
    }

    private static String named(Relation relation) {
        return relation.self()
                ? "Its rows name each other by " + relation + "."
                : "Rows of " + relation + " name its rows without a foreign key that the database enforces.";
    }

    /** The partitions that are old enough, the oldest first; those that hold no partition with rows are left out. */
    public List<Candidate> candidates() {
        var age = policy.eligibility().age();
        if (age.isEmpty() || !policy.closure().rootTable().partitioned()) {
            return List.of();
        }
        var common = obstacle();
        var candidates = new ArrayList<Candidate>();
        for (var unit : due(age.get())) {
            if (!unit.leaves().isEmpty()) {
                candidates.add(new Candidate(unit, common.or(() -> obstacle(unit))));
            }
        }
        return candidates;
    }

    /** One that is old enough, as it is now. */
    public Optional<Candidate> candidate(long oid) {
        return candidates().stream().filter(each -> each.unit().oid() == oid).findFirst();
    }

    /** The statements that make a partition again, with all below it. */
    public String statement(Unit unit) {
        return sql.list(STATEMENT, row -> row.text("statement"), unit.oid()).getFirst();
    }

    private record Found(String oid, List<String> above, Unit unit) {}

    // One that lies in another that goes is part of that.
    private List<Unit> due(Age age) {
        var type = age.column().keyType();
        var query = "SELECT * FROM (" + levels(age) + ") AS level WHERE level.ends_at::" + type + " <= " + age.horizon()
                + " ORDER BY level.ends_at::" + type + ", level.sql";
        var found = sql.exactly(query, this::found);
        var oids = new HashSet<String>();
        found.forEach(each -> oids.add(each.oid()));
        return found.stream()
                .filter(each -> each.above().stream().noneMatch(oids::contains))
                .map(each -> whole(each.unit()))
                .toList();
    }

    private String levels(Age age) {
        return LEVELS.replace(
                        "{table}", String.valueOf(policy.closure().rootTable().oid()))
                .replace("{age}", age.column().name().replace("'", "''"));
    }

    private Found found(Row row) throws SQLException {
        return new Found(
                row.text("oid"),
                row.texts("above"),
                new Unit(
                        row.number("oid"),
                        new TableName(row.text("nspname"), row.text("relname")),
                        row.text("sql"),
                        row.text("parent_sql"),
                        row.text("bounds"),
                        List.of(),
                        0,
                        0));
    }

    private Unit whole(Unit unit) {
        var leaves = new ArrayList<Leaf>();
        var sums = new long[2];
        sql.list(
                LEAVES,
                row -> {
                    sums[0] += row.number("bytes");
                    sums[1] = sums[1] < 0 || row.number("estimated") < 0 ? -1 : sums[1] + row.number("estimated");
                    return leaves.add(new Leaf(row.number("oid"), row.text("sql"), row.number("pages")));
                },
                unit.oid());
        return new Unit(unit.oid(), unit.name(), unit.sql(), unit.parentSql(), unit.bounds(), leaves, sums[0], sums[1]);
    }

    private Optional<String> obstacle(Unit unit) {
        return sql.one(OBSTACLES.replace("{table}", String.valueOf(unit.oid())), row -> {
            if (row.maybe("unowned").isPresent()) {
                return Optional.of("This role does not own " + row.text("unowned") + ".");
            }
            if (row.maybe("strange").isPresent()) {
                return Optional.of(row.text("strange") + " is not a table of this database.");
            }
            if (row.maybe("fires").isPresent()) {
                return Optional.of("Trigger " + row.text("fires") + " fires when rows are deleted, and would not.");
            }
            if (row.maybe("published").isPresent()) {
                return Optional.of("Publication " + row.text("published")
                        + " sends deletes of its rows, and subscribers would never hear of them.");
            }
            return row.maybe("viewed").map(view -> "View " + view + " reads it by its own name.");
        });
    }
}
