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
 * while rows may go. A time counts an hour after it came.
 *
 * @param db a transaction
 * @param policy the policy
 */
record Silence(DSLContext db, Policy policy) {
    // language=SQL
    private static final String LOOKED = """
            SELECT looked_until_at, clock_timestamp() - interval '1 hour' AS latest
            FROM coppice.policy_schedule
            WHERE policy = ?
            """;

    // language=SQL
    private static final String LAST = """
            SELECT r.due_at, r.decision, r.code, r.reason, r.campaign_id, c.roots,
                extract(epoch FROM clock_timestamp() - r.due_at)::float8 AS seconds
            FROM coppice.policy_run AS r
            LEFT JOIN coppice.campaign AS c ON c.id = r.campaign_id
            WHERE r.policy = ? AND r.due_at <= clock_timestamp() - interval '1 hour'
            ORDER BY r.due_at DESC
            LIMIT 1
            """;

    // One that waits for its window waits rightly.
    // language=SQL
    private static final String INTERRUPTED = """
            SELECT id, state_reason
            FROM coppice.campaign
            WHERE policy = ? AND ended_at IS NULL AND state = 'INTERRUPTED' AND stopped_by <> 'window'
                AND changed_at < clock_timestamp() - interval '15 minutes'
            """;

    Optional<Alarm> found(Optional<KeepingUp> look) {
        return DueTimes.of(policy.config()).flatMap(times -> unlooked(times).or(() -> unrun(look)));
    }

    Optional<Alarm> interrupted() {
        return db.fetchOptional(INTERRUPTED, policy.name()).map(row -> {
            var id = row.get("id", Long.class);
            return new Alarm(
                    "Its campaign " + id + " was interrupted and has not gone on. "
                            + row.get("state_reason", String.class),
                    Optional.of(id));
        });
    }

    /** The job that runs schedules does not look: nothing else would say so. */
    private Optional<Alarm> unlooked(DueTimes times) {
        return db.fetchOptional(LOOKED, policy.name()).flatMap(row -> {
            var due = times.after(instant(row, "looked_until_at"));
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
            case "due" -> Optional.of(alarm(due + ", and nothing was decided since."));
            case "begun", "resumed" -> look.flatMap(found -> idle(run, found));
            default ->
                switch (run.get("code", String.class)) {
                    case "nothing-due", "running" -> Optional.empty();
                    default -> Optional.of(alarm(due + " and was not run. " + run.get("reason", String.class)));
                };
        };
    }

    /** A row that became due later than the run is the next run's. */
    private Optional<Alarm> idle(Record run, KeepingUp look) {
        var since = Duration.ofSeconds(run.get("seconds", Double.class).longValue());
        var waiting = policy.config()
                .keep()
                .flatMap(keep -> look.oldest().map(age -> age.minus(keep)))
                .filter(overdue -> overdue.compareTo(since) > 0);
        if (run.get("roots", Long.class) > 0 || waiting.isEmpty()) {
            return Optional.empty();
        }
        var campaign = run.get("campaign_id", Long.class);
        return Optional.of(new Alarm(
                "It was due at " + instant(run, "due_at") + ", and its campaign " + campaign
                        + " has deleted nothing, while rows may go: "
                        + look.eligible().count() + ".",
                Optional.of(campaign)));
    }

    private static Alarm alarm(String says) {
        return new Alarm(says, Optional.empty());
    }

    private static Instant instant(Record row, String column) {
        return row.get(column, OffsetDateTime.class).toInstant();
    }
}
