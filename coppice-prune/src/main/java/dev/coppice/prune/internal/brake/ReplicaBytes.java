package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.ByteSize;
import dev.coppice.prune.internal.read.Sql;

/**
 * How much WAL replicas have not replayed, and how much is kept for slots that nobody uses.
 *
 * @param limit how much it may be
 */
record ReplicaBytes(ByteSize limit) implements Brake {
    // language=SQL
    private static final String QUERY = """
            SELECT f.hidden, f.name, f.bytes
            FROM (
                SELECT
                    r.state IS NULL AS hidden,
                    'Replica ' || coalesce(nullif(r.application_name, ''), r.pid::text) AS name,
                    pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn) AS bytes
                FROM pg_catalog.pg_stat_replication AS r
                WHERE r.state IS NULL OR r.state <> 'backup' AND r.replay_lsn IS NOT NULL
                UNION ALL
                SELECT
                    false, 'Unused slot ' || s.slot_name,
                    pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn)
                FROM pg_catalog.pg_replication_slots AS s
                WHERE NOT s.active AND s.restart_lsn IS NOT NULL
            ) AS f
            ORDER BY f.hidden DESC, f.bytes DESC
            LIMIT 1
            """;

    @Override
    public BrakeName name() {
        return BrakeName.REPLICA_BYTES;
    }

    @Override
    public Reading read(Sql sql) {
        var worst = sql.list(QUERY, row -> {
            if (row.truth("hidden")) {
                throw Unreadable.withoutMonitor("how far replicas are");
            }
            var bytes = Math.max(0, row.number("bytes"));
            return new Reading(
                    (double) bytes / limit.bytes(),
                    row.text("name") + " is " + ByteSize.words((double) bytes) + " behind, limit " + limit + ".");
        });
        return worst.isEmpty() ? Reading.free("There is no replica.") : worst.getFirst();
    }
}
