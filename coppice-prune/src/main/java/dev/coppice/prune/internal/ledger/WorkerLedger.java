package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.CampaignWorker;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The rows of {@code coppice.campaign_worker}. Each chunk updates that of its worker first, so whoever has locked it reads the
 * truth: no chunk of an earlier process in that place is on its way to a commit any more. Whoever must know all of the truth
 * locks all of them, in order of their numbers.
 */
public final class WorkerLedger {
    // language=SQL
    private static final String ENTER = """
            INSERT INTO coppice.campaign_worker (
                campaign_id, worker, owner, lease_epoch, backend_pid, backend_start, entered_at, touched_at
            )
            SELECT ?, ?, ?, ?, a.pid, a.backend_start, n.now, n.now
            FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS a, clock_timestamp() AS n (now)
            ON CONFLICT (campaign_id, worker) DO UPDATE
            SET owner = excluded.owner,
                lease_epoch = excluded.lease_epoch,
                backend_pid = excluded.backend_pid,
                backend_start = excluded.backend_start,
                entered_at = excluded.entered_at,
                touched_at = excluded.touched_at,
                left_at = NULL
            WHERE campaign_worker.lease_epoch <= excluded.lease_epoch
            """;

    // language=SQL
    private static final String TOUCH = """
            UPDATE coppice.campaign_worker AS w
            SET attempts = attempts + 1, touched_at = clock_timestamp()
            WHERE campaign_id = ? AND worker = ? AND lease_epoch = ? AND left_at IS NULL
            RETURNING w.pass, w.position,
                (
                    SELECT count(*)
                    FROM coppice.campaign_worker AS o
                    WHERE o.campaign_id = w.campaign_id AND o.worker <> w.worker AND o.left_at IS NULL
                ) AS beside
            """;

    // language=SQL
    private static final String LOCK = """
            SELECT FROM coppice.campaign_worker WHERE campaign_id = ? AND (worker = ? OR ? = 0) ORDER BY worker FOR UPDATE
            """;

    // language=SQL
    private static final String MOVE = """
            UPDATE coppice.campaign_worker SET pass = ?, position = ?::text[] WHERE campaign_id = ? AND worker = ?
            """;

    // language=SQL
    private static final String LEAVE = """
            UPDATE coppice.campaign_worker
            SET left_at = clock_timestamp(), brakes = '{}'
            WHERE campaign_id = ? AND worker = ?
            """;

    // A session of another role shows no start to whoever may not read all statistics: then it counts as living.
    // language=SQL
    private static final String LIVING = """
            SELECT w.worker, w.owner, w.entered_at, w.touched_at
            FROM coppice.campaign_worker AS w
            JOIN coppice.lease AS l
                ON l.name = w.lease_name AND l.epoch = w.lease_epoch AND l.expires_at > clock_timestamp()
            WHERE w.campaign_id = ? AND w.left_at IS NULL
                AND EXISTS (
                    SELECT FROM pg_catalog.pg_stat_activity AS a
                    WHERE a.pid = w.backend_pid AND coalesce(a.backend_start = w.backend_start, true)
                )
            ORDER BY w.worker
            """;

    // Not one whose chunk is under way still: it may be dead, and be committed yet.
    // language=SQL
    private static final String BURY = """
            UPDATE coppice.campaign_worker AS w
            SET left_at = clock_timestamp(), brakes = '{}'
            FROM (
                SELECT worker
                FROM coppice.campaign_worker
                WHERE campaign_id = ? AND left_at IS NULL AND NOT worker = ANY (?::int[])
                FOR UPDATE SKIP LOCKED
            ) AS dead
            WHERE w.campaign_id = ? AND w.worker = dead.worker
            """;

    // Where it stood itself, or where another stands.
    // language=SQL
    private static final String INHERIT = """
            SELECT position
            FROM coppice.campaign_worker
            WHERE campaign_id = ? AND pass = ? AND position IS NOT NULL AND (worker = ? OR left_at IS NULL)
            ORDER BY worker <> ?, worker
            LIMIT 1
            """;

    // One that has the lease and has not entered yet counts for a second; one that comes later than that finds a newer
    // epoch,
    // or enters and is known by its session.
    // language=SQL
    private static final String ALIVE = """
            SELECT EXISTS (
                SELECT FROM coppice.lease AS l
                LEFT JOIN coppice.campaign_worker AS w ON w.lease_name = l.name AND w.lease_epoch = l.epoch AND w.campaign_id = ?
                WHERE (l.name = ? OR ? AND l.name LIKE ?) AND l.expires_at > clock_timestamp()
                    AND (
                        w.campaign_id IS NULL AND l.acquired_at > clock_timestamp() - interval '1 s'
                        OR w.left_at IS NULL AND EXISTS (
                            SELECT FROM pg_catalog.pg_stat_activity AS a
                            WHERE a.pid = w.backend_pid AND coalesce(a.backend_start = w.backend_start, true)
                        )
                    )
            ) AS alive
            """;

    private final DSLContext transaction;

    /** The rows as a transaction sees and writes them. */
    public WorkerLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * Where a worker stands.
     *
     * @param pass in which pass
     * @param position age and key of the last root it has looked at; empty at the beginning
     * @param beside how many others have entered and not left, be they alive or dead
     */
    public record Place(Pass pass, List<String> position, int beside) {
        /** Copies the position. */
        public Place {
            position = List.copyOf(position);
        }
    }

    /** Makes the caller's session the one that works in a place; false when a newer owner already does. */
    public boolean enter(Slot slot, String owner, long epoch) {
        return transaction.execute(ENTER, slot.campaign(), slot.worker(), owner, epoch) == 1;
    }

    /** Begins a chunk; empty when another owner has taken over. */
    public Optional<Place> touch(Slot slot, long epoch) {
        return transaction
                .fetchOptional(TOUCH, slot.campaign(), slot.worker(), epoch)
                .map(row -> new Place(
                        Pass.of(row.get("pass", String.class)), position(row), row.get("beside", Integer.class)));
    }

    /** Waits for the chunk under way in a place, and keeps the next from beginning. */
    public void lock(Slot slot) {
        transaction.fetch(LOCK, slot.campaign(), slot.worker(), slot.worker());
    }

    /** The same of all places of a campaign. */
    public void lockAll(long campaign) {
        transaction.fetch(LOCK, campaign, 0, 0);
    }

    /** Notes where a worker stands. */
    public void move(Slot slot, Pass pass, List<String> position) {
        transaction.execute(
                MOVE,
                pass.stored(),
                position.isEmpty() ? null : position.toArray(String[]::new),
                slot.campaign(),
                slot.worker());
    }

    /** A worker has left. */
    public void leave(Slot slot) {
        transaction.execute(LEAVE, slot.campaign(), slot.worker());
    }

    /** Those that have entered, have not left and are not dead. */
    public List<CampaignWorker> living(long campaign) {
        // Who is connected is remembered for a whole transaction, and somebody may have come since.
        transaction.fetch("SELECT pg_catalog.pg_stat_clear_snapshot()");
        return transaction
                .fetch(LIVING, campaign)
                .map(row -> new CampaignWorker(
                        row.get("worker", Integer.class),
                        row.get("owner", String.class),
                        row.get("entered_at", OffsetDateTime.class).toInstant(),
                        row.get("touched_at", OffsetDateTime.class).toInstant()));
    }

    /** The same without the caller. */
    public List<CampaignWorker> livingBeside(Slot slot) {
        return living(slot.campaign()).stream()
                .filter(each -> each.worker() != slot.worker())
                .toList();
    }

    /** The dead have left: one that is only slow finds out at its next chunk. */
    public void bury(long campaign, List<CampaignWorker> living) {
        bury(campaign, living.stream().map(CampaignWorker::worker).toArray(Integer[]::new));
    }

    /** The dead beside the caller have left. */
    public void buryBeside(Slot slot) {
        var staying = Stream.concat(
                Stream.of(slot.worker()), living(slot.campaign()).stream().map(CampaignWorker::worker));
        bury(slot.campaign(), staying.toArray(Integer[]::new));
    }

    private void bury(long campaign, Integer[] staying) {
        transaction.execute(BURY, campaign, staying, campaign);
    }

    /** Where a worker begins that enters in a pass. */
    public List<String> inherited(Slot slot, Pass pass) {
        return transaction
                .fetchOptional(INHERIT, slot.campaign(), pass.stored(), slot.worker(), slot.worker())
                .map(WorkerLedger::position)
                .orElse(List.of());
    }

    /** Whether a process has the lease of a place and its session is still connected. */
    public boolean alive(Slot slot) {
        return alive(slot.campaign(), slot.lease(), false);
    }

    /** Whether a living process works on a campaign, in whichever place. */
    public boolean alive(long campaign) {
        return alive(campaign, Slot.first(campaign).lease(), true);
    }

    private boolean alive(long campaign, String lease, boolean all) {
        return transaction
                .fetchSingle(ALIVE, campaign, lease, all, lease + "/%")
                .get("alive", Boolean.class);
    }

    private static List<String> position(Record row) {
        return Optional.ofNullable(row.get("position", String[].class))
                .map(List::of)
                .orElse(List.of());
    }
}
