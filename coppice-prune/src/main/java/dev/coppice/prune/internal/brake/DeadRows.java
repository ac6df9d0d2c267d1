package dev.coppice.prune.internal.brake;

import dev.coppice.control.Percentage;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The share of dead rows in the tables of the plan. What the campaign itself has deleted is left out (F32), or it would stop
 * itself: counted from the table's last vacuum on, and from the campaign's beginning where there was none since. The
 * rows of a dropped partition have left no dead ones. For one thread.
 */
final class DeadRows implements Brake {
    /** Below so many nobody is hurt, whatever the share. */
    private static final long FEW = 1_000;

    // language=SQL
    private static final String QUERY = """
            SELECT s.root, s.root::regclass::text AS table_name, s.dead, s.live, s.vacuums, s.vacuumed_since,
                coalesce(t.rows_deleted + t.rows_edited, 0) - (
                    SELECT coalesce(sum(p.rows), 0)
                    FROM coppice.campaign_partition AS p
                    JOIN coppice.campaign AS c ON c.id = p.campaign_id
                    WHERE p.campaign_id = ? AND p.state = 'dropped'
                        AND c.table_schema = n.nspname AND c.table_name = k.relname
                ) AS own
            FROM (
                SELECT
                    coalesce(pg_catalog.pg_partition_root(u.relid)::oid, u.relid) AS root,
                    sum(u.n_dead_tup) AS dead, sum(u.n_live_tup) AS live,
                    sum(u.vacuum_count + u.autovacuum_count) AS vacuums,
                    coalesce(bool_or(greatest(u.last_vacuum, u.last_autovacuum) > c.created_at), false) AS vacuumed_since
                FROM pg_catalog.pg_stat_all_tables AS u
                JOIN coppice.campaign AS c ON c.id = ?
                GROUP BY 1
            ) AS s
            JOIN pg_catalog.pg_class AS k ON k.oid = s.root
            JOIN pg_catalog.pg_namespace AS n ON n.oid = k.relnamespace
            LEFT JOIN coppice.campaign_table AS t
                ON t.campaign_id = ? AND t.table_schema = n.nspname AND t.table_name = k.relname
            WHERE s.root = ANY(?::bigint[]::oid[])
            """;

    private final long campaign;
    private final List<Long> tables;
    private final Percentage limit;
    private final Map<Long, Base> bases = new HashMap<>();

    DeadRows(long campaign, List<Long> tables, Percentage limit) {
        this.campaign = campaign;
        this.tables = tables;
        this.limit = limit;
    }

    /** What the campaign had removed of a table when it was last vacuumed. */
    private record Base(long vacuums, long own) {}

    private record Table(long root, String name, long dead, long live, long vacuums, boolean vacuumedSince, long own) {}

    private record Share(String name, double fraction) {}

    @Override
    public BrakeName name() {
        return BrakeName.DEAD_ROWS;
    }

    @Override
    public Reading read(Sql sql) {
        var worst = sql
                .list(
                        QUERY,
                        row -> new Table(
                                row.number("root"),
                                row.text("table_name"),
                                row.number("dead"),
                                row.number("live"),
                                row.number("vacuums"),
                                row.truth("vacuumed_since"),
                                row.number("own")),
                        campaign,
                        campaign,
                        campaign,
                        tables)
                .stream()
                .map(this::share)
                .max(Comparator.comparingDouble(Share::fraction));
        return worst.map(share -> new Reading(
                        share.fraction() / limit.fraction(),
                        String.format(
                                Locale.ROOT,
                                "%s has %.1f%% dead rows that are not its own, limit %s.",
                                share.name(),
                                share.fraction() * 100,
                                limit)))
                .orElseThrow(() -> new Unreadable("The tables of the plan have no statistics."));
    }

    private Share share(Table table) {
        var base = bases.get(table.root());
        if (base == null || base.vacuums() != table.vacuums()) {
            var before = base == null && !table.vacuumedSince() ? 0 : table.own();
            base = new Base(table.vacuums(), before);
            bases.put(table.root(), base);
        }
        var others = Math.max(0, table.dead() - (table.own() - base.own()));
        return new Share(table.name(), others < FEW ? 0 : (double) others / (others + table.live()));
    }
}
