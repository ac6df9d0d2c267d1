package dev.coppice.prune.internal.brake;

import dev.coppice.control.Durations;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;

/**
 * How old the oldest snapshot of this database is: what is deleted meanwhile stays on disk.
 *
 * @param limit how old it may be
 */
record OldestSnapshot(Duration limit) implements Brake {
    // One that has written holds back the cleaning of rows between two statements too, when it has no snapshot.
    // A session whose query is hidden may hold one for all that this role can see.
    // language=SQL
    private static final String QUERY = """
            SELECT f.hidden, f.holder, f.seconds
            FROM (
                SELECT
                    a.query = '<insufficient privilege>' AND a.state IS NULL AS hidden,
                    format('Session %s (%s, %s)', a.pid, coalesce(a.usename, '?'),
                        coalesce(nullif(a.application_name, ''), 'no name')) AS holder,
                    extract(epoch FROM clock_timestamp() - a.xact_start) AS seconds
                FROM pg_catalog.pg_stat_activity AS a
                WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.datname = pg_catalog.current_database()
                    AND (
                        (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND a.backend_type <> 'autovacuum worker'
                        OR a.query = '<insufficient privilege>' AND a.state IS NULL
                    )
                UNION ALL
                SELECT
                    false, format('Prepared transaction %s (%s)', p.gid, p.owner),
                    extract(epoch FROM clock_timestamp() - p.prepared)
                FROM pg_catalog.pg_prepared_xacts AS p
                WHERE p.database = pg_catalog.current_database()
            ) AS f
            ORDER BY f.hidden DESC, f.seconds DESC NULLS LAST
            LIMIT 1
            """;

    @Override
    public BrakeName name() {
        return BrakeName.OLDEST_SNAPSHOT;
    }

    @Override
    public Reading read(Sql sql) {
        var oldest = sql.list(QUERY, row -> {
            if (row.truth("hidden")) {
                throw Unreadable.withoutMonitor("the snapshots of other roles' sessions");
            }
            var seconds = Math.max(0, row.fraction("seconds"));
            return new Reading(
                    seconds * 1000 / Math.max(1, limit.toMillis()),
                    row.text("holder") + " has held a snapshot for " + (long) seconds + " s, limit "
                            + Durations.format(limit) + ".");
        });
        return oldest.isEmpty() ? Reading.free("Nobody holds a snapshot.") : oldest.getFirst();
    }
}
