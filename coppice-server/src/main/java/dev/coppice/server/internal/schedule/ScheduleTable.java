package dev.coppice.server.internal.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** The rows of {@code coppice.policy_schedule}: up to when the times of each policy were looked at. */
final class ScheduleTable {
    // The times of another text begin now: nobody was to know of those before.
    // language=SQL
    private static final String ENROL = """
            INSERT INTO coppice.policy_schedule (policy, times, since_at, looked_until_at)
            VALUES (?, ?, clock_timestamp(), clock_timestamp())
            ON CONFLICT (policy) DO UPDATE
            SET times = excluded.times, since_at = excluded.since_at, looked_until_at = excluded.looked_until_at
            WHERE policy_schedule.times <> excluded.times
            """;

    // One that no living server looks at. Servers with another file may be looking at others.
    // language=SQL
    private static final String FORGET_OTHERS = """
            DELETE FROM coppice.policy_schedule
            WHERE policy <> ALL(cast(? AS text[])) AND looked_until_at < clock_timestamp() - interval '5 minutes'
            """;

    // A server that began with another text has it now; once that one is gone, whoever is left has it.
    // language=SQL
    private static final String LOCK = """
            SELECT looked_until_at, clock_timestamp() AS now
            FROM coppice.policy_schedule
            WHERE policy = ? AND (times = ? OR looked_until_at < clock_timestamp() - interval '2 minutes')
            FOR UPDATE
            """;

    // A clock that was set back is waited for.
    // language=SQL
    private static final String LOOKED_UNTIL = """
            UPDATE coppice.policy_schedule
            SET times = ?, looked_until_at = greatest(looked_until_at, cast(? AS timestamptz))
            WHERE policy = ?
            """;

    private final DSLContext transaction;

    ScheduleTable(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * A span whose due times were not looked at.
     *
     * @param from its start, which was
     * @param until now, by the database's clock
     */
    record Span(Instant from, Instant until) {}

    void enrol(Scheduled one) {
        transaction.execute(ENROL, one.name(), one.times().toString());
    }

    void forgetOthers(List<Scheduled> kept) {
        transaction.execute(
                FORGET_OTHERS, (Object) kept.stream().map(Scheduled::name).toArray(String[]::new));
    }

    /** What was not looked at yet, locked; empty where another server looks at other times of it. */
    Optional<Span> lock(Scheduled one) {
        return transaction
                .fetchOptional(LOCK, one.name(), one.times().toString())
                .map(row -> new Span(
                        row.get("looked_until_at", OffsetDateTime.class).toInstant(),
                        row.get("now", OffsetDateTime.class).toInstant()));
    }

    void lookedUntil(Scheduled one, Instant until) {
        transaction.execute(LOOKED_UNTIL, one.times().toString(), until.toString(), one.name());
    }
}
