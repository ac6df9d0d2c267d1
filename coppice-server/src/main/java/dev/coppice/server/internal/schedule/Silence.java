package dev.coppice.server.internal.schedule;

import dev.coppice.prune.DueTimes;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.schedule.AlarmTable.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Finds out that a policy does not run: its last due time came and nothing was begun for it, or what was begun deletes nothing
 * while rows may go. A time counts an hour after it came, was noted and was decided, whichever was last.
 *
 * @param db a transaction
 * @param policy the policy
 */
record Silence(DSLContext db, Policy policy) {
    // language=SQL
    private static final String LOOKED = """
            SELECT looked_until_at, clock_timestamp() - interval '1 hour' AS latest,
                looked_until_at > clock_timestamp() + interval '1 hour' AS ahead
            FROM coppice.policy_schedule
            WHERE policy = ?
            """;

    // language=SQL
    private static final String LAST = """
            WITH run AS (
                SELECT *
                FROM coppice.policy_run
                WHERE policy = ? AND greatest(due_at, noted_at, decided_at) <= clock_timestamp() - interval '1 hour'
                ORDER BY due_at DESC
                LIMIT 1
            )
            SELECT r.due_at, r.decision, r.code, r.reason,
                coalesce(r.campaign_id, (SELECT max(c.id) FROM coppice.campaign AS c WHERE c.policy = r.policy)) AS campaign_id,
                extract(epoch FROM clock_timestamp() - r.due_at)::float8 AS seconds,
                coalesce(gone.last_at >= r.due_at, false) AS deleted,
                EXISTS (
                    SELECT FROM coppice.policy_run AS l
                    WHERE l.policy = r.policy AND l.due_at > r.due_at
                        AND (l.decision IN ('begun', 'resumed') OR l.code IN ('nothing-due', 'running'))
                ) AS later,
                coalesce(gone.last_at < day.ago, true)
                    AND EXISTS (
                        SELECT FROM coppice.policy_run AS o
                        WHERE o.policy = r.policy AND o.due_at <= day.ago
                            AND (o.decision IN ('begun', 'resumed') OR o.code = 'running')
                    )
                    AND NOT EXISTS (
                        SELECT FROM coppice.campaign AS c
                        WHERE c.policy = r.policy AND c.state = 'SUCCEEDED' AND c.ended_at >= day.ago
                    ) AS idle_a_day
            FROM run AS r
            CROSS JOIN LATERAL (SELECT clock_timestamp() - interval '1 day' AS ago) AS day
            CROSS JOIN LATERAL (
                SELECT max(h.committed_at) AS last_at
                FROM coppice.campaign AS c
                JOIN coppice.campaign_chunk AS h ON h.campaign_id = c.id
                WHERE c.policy = r.policy AND h.rows_deleted > 0
                    AND (c.ended_at IS NULL OR c.ended_at >= least(r.due_at, day.ago))
            ) AS gone
            """;

    // One that waits for its window waits rightly. Whoever works on one, or waits for a brake, keeps a lease.
    // language=SQL
    private static final String INTERRUPTED = """
            SELECT c.id, c.state, c.state_reason
            FROM coppice.campaign AS c
            WHERE c.policy = ? AND c.ended_at IS NULL AND c.state IN ('INTERRUPTED', 'PLANNED', 'RUNNING')
                AND (? OR c.state = 'INTERRUPTED' AND c.stopped_by <> 'window')
                AND c.changed_at < clock_timestamp() - interval '15 minutes'
                AND NOT EXISTS (
                    SELECT FROM coppice.campaign_worker AS w
                    JOIN coppice.lease AS l ON l.name = w.lease_name AND l.epoch = w.lease_epoch
                    WHERE w.campaign_id = c.id AND l.expires_at > clock_timestamp() - interval '15 minutes'
                )
            """;

    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** A schedule that only others have is theirs to tell of. */
    boolean isOurs() {
        return policy.config().schedule().isPresent() || !new ScheduleTable(db).has(policy.name());
    }

    Optional<Alarm> found(Optional<KeepingUp> look) {
        return DueTimes.of(policy.config()).flatMap(times -> unlooked(times).or(() -> unrun(look)));
    }

    Optional<Alarm> interrupted() {
        return db.fetchOptional(INTERRUPTED, policy.name(), open()).map(row -> {
            var id = row.get("id", Long.class);
            var found = row.get("state", String.class).equals("INTERRUPTED")
                    ? " was interrupted and has not gone on. " + row.get("state_reason", String.class)
                    : " has not ended, and no living process has worked on it for a quarter of an hour.";
            return new Alarm("Its campaign " + id + found, Optional.of(id));
        });
    }

    /** Whether the window has been open for a while: what waited for it is carried on within a minute. */
    private boolean open() {
        return policy.config()
                .window()
                .map(hours -> {
                    var now = instant(db.fetchSingle("SELECT clock_timestamp() AS now"), "now");
                    return hours.contains(now) && hours.contains(now.minus(QUARTER));
                })
                .orElse(true);
    }

    /** The job that runs schedules does not look: nothing else would say so. */
    private Optional<Alarm> unlooked(DueTimes times) {
        return db.fetchOptional(LOOKED, policy.name()).flatMap(row -> {
            var until = instant(row, "looked_until_at");
            if (row.get("ahead", Boolean.class)) {
                return Optional.of(
                        alarm("No time before " + until + " is run: the clock of the database was that far once."
                                + " Delete its row of coppice.policy_schedule."));
            }
            var due = times.after(until);
            return due.isAfter(instant(row, "latest"))
                    ? Optional.empty()
                    : Optional.of(alarm("It was due at " + due + ", and no server has looked since."));
        });
    }

    private Optional<Alarm> unrun(Optional<KeepingUp> look) {
        return db.fetchOptional(LAST, policy.name()).flatMap(row -> unrun(row, look));
    }

    private Optional<Alarm> unrun(Record run, Optional<KeepingUp> look) {
        var due = "It was due at " + instant(run, "due_at");
        return switch (run.get("decision", String.class)) {
            case "due" -> unlessLater(run, due + ", and nothing was decided since.");
            case "begun", "resumed" -> look.flatMap(found -> idle(run, found));
            default ->
                switch (run.get("code", String.class)) {
                    case "nothing-due" -> Optional.empty();
                    case "running" -> look.flatMap(found -> idle(run, found));
                    default -> unlessLater(run, due + " and was not run. " + run.get("reason", String.class));
                };
        };
    }

    /** What was done at a later time makes up for it. */
    private static Optional<Alarm> unlessLater(Record run, String says) {
        return run.get("later", Boolean.class) ? Optional.empty() : Optional.of(alarm(says));
    }

    private Optional<Alarm> idle(Record run, KeepingUp look) {
        if (!stuck(run, look)) {
            return Optional.empty();
        }
        var campaign = run.get("campaign_id", Long.class);
        return Optional.of(new Alarm(
                "It was due at " + instant(run, "due_at") + ", and its campaign " + campaign
                        + " has deleted nothing, while rows may go: "
                        + look.eligible().count() + ".",
                Optional.of(campaign)));
    }

    /** A row that became due later than the run is the next run's; where nobody knows when they did, a day counts. */
    private boolean stuck(Record run, KeepingUp look) {
        var since = Duration.ofSeconds(run.get("seconds", Double.class).longValue());
        return policy.config()
                .keep()
                .flatMap(keep -> look.oldest().map(age -> age.minus(keep)))
                .map(overdue -> overdue.compareTo(since) > 0 && !run.get("deleted", Boolean.class))
                .orElseGet(() -> look.eligible().count() > 0 && run.get("idle_a_day", Boolean.class));
    }

    private static Alarm alarm(String says) {
        return new Alarm(says, Optional.empty());
    }

    private static Instant instant(Record row, String column) {
        return row.get(column, OffsetDateTime.class).toInstant();
    }
}
