package dev.coppice.prune.internal.space;

import dev.coppice.control.TableName;
import dev.coppice.prune.TableSpace.After;
import dev.coppice.prune.TableSpace.Measure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;
import java.util.Optional;

/** Measures tables, partitions included. For a transaction that writes nothing of its own but notes. */
final class Measuring {
    /** The free space map has an entry for every page: that much of it is read, and no more. */
    private static final long MOST_PAGES = 2_000_000;

    private static final double PAGE = 8192;

    // language=SQL
    private static final String BYTES = """
            SELECT coalesce(sum(pg_total_relation_size(leaf.oid)), 0)::bigint AS bytes,
                coalesce(sum(pg_relation_size(leaf.oid)), 0)::bigint AS main
            FROM (SELECT ?::bigint::oid AS oid UNION SELECT relid::oid FROM pg_partition_tree(?::bigint::oid::regclass)) AS leaf
            JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid AND c.relkind = 'r'
            """;

    // language=SQL
    private static final String MAP = """
            SELECT quote_ident(n.nspname) AS schema
            FROM pg_catalog.pg_proc AS p
            JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_depend AS d ON d.objid = p.oid AND d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e'
            JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'pg_freespacemap'
            WHERE p.proname = 'pg_freespace' AND p.pronargs = 1
                AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE')
            """;

    // language=SQL
    private static final String FREE = """
            SELECT coalesce(sum(space.avail), 0)::bigint AS bytes
            FROM (SELECT {table}::oid AS oid UNION SELECT relid::oid FROM pg_partition_tree({table}::oid::regclass)) AS leaf
            JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid AND c.relkind = 'r'
            CROSS JOIN LATERAL {schema}.pg_freespace(c.oid::regclass) AS space
            """;

    // A row has a head of 24 bytes and a pointer of 4.
    // language=SQL
    private static final String WIDTH = """
            SELECT 28 + coalesce(sum(s.avg_width) FILTER (WHERE s.inherited = w.inherited), 0)::bigint AS width
            FROM (SELECT bool_or(inherited) AS inherited FROM pg_catalog.pg_stats WHERE schemaname = ? AND tablename = ?) AS w
            LEFT JOIN pg_catalog.pg_stats AS s ON s.schemaname = ? AND s.tablename = ?
            """;

    // language=SQL
    private static final String GONE = """
            SELECT
                coalesce((
                    SELECT rows_deleted FROM coppice.campaign_table
                    WHERE (campaign_id, table_schema, table_name) = (?::bigint, ?, ?)
                ), 0) AS deleted,
                d.rows AS dropped, d.bytes
            FROM (
                SELECT coalesce(sum(p.rows), 0)::bigint AS rows, coalesce(sum(p.bytes), 0)::bigint AS bytes
                FROM coppice.campaign_partition AS p
                JOIN coppice.campaign AS c ON c.id = p.campaign_id
                WHERE p.campaign_id = ?::bigint AND p.state = 'dropped' AND (c.table_schema, c.table_name) = (?, ?)
            ) AS d
            """;

    private final Sql sql;

    Measuring(Sql sql) {
        this.sql = sql;
    }

    private record Size(long all, long main) {}

    private record Gone(long deleted, long dropped, long bytes) {}

    /** How many bytes a table takes, indexes and all. */
    long bytes(ClosureTable table) {
        return size(table).all();
    }

    private Size size(ClosureTable table) {
        return sql.list(BYTES, row -> new Size(row.number("bytes"), row.number("main")), table.oid(), table.oid())
                .getFirst();
    }

    /** What is known of a table that took so many bytes before a campaign. */
    After after(long campaign, ClosureTable table, long before) {
        var size = size(table);
        var gone = gone(campaign, table.name());
        var returned = Math.max(gone.bytes(), before - size.all());
        var free = free(table, size.main());
        return free.map(bytes -> new After(size.all(), returned, bytes, Measure.FREE_SPACE_MAP))
                .orElseGet(() -> new After(
                        size.all(),
                        returned,
                        Math.min(size.main(), (gone.deleted() - gone.dropped()) * width(table.name())),
                        Measure.ROWS_DELETED));
    }

    private Gone gone(long campaign, TableName table) {
        return sql.list(
                        GONE,
                        row -> new Gone(row.number("deleted"), row.number("dropped"), row.number("bytes")),
                        campaign,
                        table.schema(),
                        table.name(),
                        campaign,
                        table.schema(),
                        table.name())
                .getFirst();
    }

    private Optional<Long> free(ClosureTable table, long main) {
        if (main / PAGE > MOST_PAGES) {
            return Optional.empty();
        }
        List<String> schema = sql.list(MAP, row -> row.text("schema"));
        return schema.stream()
                .findFirst()
                .map(name -> sql.one(
                        FREE.replace("{table}", String.valueOf(table.oid())).replace("{schema}", name),
                        row -> row.number("bytes")));
    }

    private long width(TableName table) {
        return sql.list(WIDTH, row -> row.number("width"), table.schema(), table.name(), table.schema(), table.name())
                .getFirst();
    }
}
