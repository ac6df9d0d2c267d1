package dev.coppice.prune.internal.ledger;

import java.util.Optional;
import org.jooq.DSLContext;

/**
 * The row of {@code coppice.campaign_worker}. Each chunk updates it first, so whoever has locked it reads the truth: no
 * chunk of an earlier process is on its way to a commit any more.
 */
public final class WorkerLedger {
    // language=SQL
    private static final String ENTER = """
            INSERT INTO coppice.campaign_worker (campaign_id, owner, lease_epoch, backend_pid, backend_start, touched_at)
            SELECT ?, ?, ?, a.pid, a.backend_start, clock_timestamp()
            FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS a
            ON CONFLICT (campaign_id) DO UPDATE
            SET owner = excluded.owner,
                lease_epoch = excluded.lease_epoch,
                backend_pid = excluded.backend_pid,
                backend_start = excluded.backend_start,
                touched_at = excluded.touched_at
            WHERE campaign_worker.lease_epoch <= excluded.lease_epoch
            """;

    // language=SQL
    private static final String TOUCH = """
            UPDATE coppice.campaign_worker
            SET attempts = attempts + 1, touched_at = clock_timestamp()
            WHERE campaign_id = ? AND lease_epoch = ?
            """;

    // language=SQL
    private static final String LOCK =
            "SELECT owner, attempts, backend_pid FROM coppice.campaign_worker WHERE campaign_id = ? FOR UPDATE";

    // A session of another role shows no start to whoever may not read all statistics: then it counts as living. So
    // does, for a second, a process that has the lease and has not entered yet; one that comes later than that finds a
    // newer epoch, or enters and is known by its session.
    // language=SQL
    private static final String ALIVE = """
            SELECT EXISTS (
                SELECT FROM coppice.lease AS l
                LEFT JOIN coppice.campaign_worker AS w ON w.campaign_id = ? AND w.lease_epoch = l.epoch
                WHERE l.name = ? AND l.expires_at > clock_timestamp()
                    AND (
                        w.campaign_id IS NULL AND l.acquired_at > clock_timestamp() - interval '1 s'
                        OR EXISTS (
                            SELECT FROM pg_catalog.pg_stat_activity AS a
                            WHERE a.pid = w.backend_pid AND coalesce(a.backend_start = w.backend_start, true)
                        )
                    )
            ) AS alive
            """;

    private final DSLContext transaction;

    /** The row as a transaction sees and writes it. */
    public WorkerLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** Makes the caller's session the one that works; false when a newer owner already does. */
    public boolean enter(long campaign, String owner, long epoch) {
        return transaction.execute(ENTER, campaign, owner, epoch) == 1;
    }

    /** Begins a chunk; false when another owner has taken over. */
    public boolean touch(long campaign, long epoch) {
        return transaction.execute(TOUCH, campaign, epoch) == 1;
    }

    /** Waits for the chunk under way, and keeps the next from beginning; the owner, if there has been one. */
    public Optional<String> lock(long campaign) {
        return transaction.fetchOptional(LOCK, campaign).map(row -> row.get("owner", String.class));
    }

    /** Whether a process has the lease and its session is still connected. */
    public boolean alive(long campaign) {
        return transaction.fetchSingle(ALIVE, campaign, leaseName(campaign)).get("alive", Boolean.class);
    }

    /** The lease on a campaign. */
    public static String leaseName(long campaign) {
        return "campaign/" + campaign;
    }
}
