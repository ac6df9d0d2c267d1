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

    // language=SQL
    private static final String KEEP = """
            INSERT INTO coppice.policy_schedule (policy, times, since_at, looked_until_at)
            SELECT kept.policy, kept.times, n.now, n.now
            FROM unnest(cast(? AS text[]), cast(? AS text[])) AS kept (policy, times), clock_timestamp() AS n (now)
            ON CONFLICT DO NOTHING
            """;

    // No living server looks at it. One that has it and lives nevertheless goes on where it was; one that begins with
    // it finds another text.
    // language=SQL
    private static final String TAKE_OUT_OTHERS = """
            UPDATE coppice.policy_schedule
            SET times = 'taken out'
            WHERE policy <> ALL(cast(? AS text[])) AND times <> 'taken out'
                AND looked_until_at < clock_timestamp() - interval '10 minutes'
            """;

    // language=SQL
    private static final String FORGET_OTHERS = """
            DELETE FROM coppice.policy_schedule
            WHERE policy <> ALL(cast(? AS text[])) AND looked_until_at < clock_timestamp() - interval '1 day'
            """;

    // language=SQL
    private static final String HAS =
            "SELECT count(*) AS n FROM coppice.policy_schedule WHERE policy = ? AND times <> 'taken out'";

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

    /** Enters those that are missing. */
    void keep(List<Scheduled> kept) {
        transaction.execute(
                KEEP,
                names(kept),
                kept.stream().map(one -> one.times().toString()).toArray(String[]::new));
    }

    /** Those that no living server has are taken out, and begin anew should they come back; after a day they are forgotten. */
    void forgetOthers(List<Scheduled> kept) {
        transaction.execute(TAKE_OUT_OTHERS, (Object) names(kept));
        transaction.execute(FORGET_OTHERS, (Object) names(kept));
    }

    /** Whether some server has a schedule for a policy. */
    boolean has(String policy) {
        return transaction.fetchSingle(HAS, policy).get("n", Long.class) > 0;
    }

    private static String[] names(List<Scheduled> kept) {
        return kept.stream().map(Scheduled::name).toArray(String[]::new);
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
