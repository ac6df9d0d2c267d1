package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.Crossing;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.PrunePlan.Count;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows of {@code coppice.policy_look}: what the last look at each policy found. */
public final class LookLedger {
    private static final Duration SHORTEST_SPAN = Duration.ofDays(7);
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final double MILLIS = 1_000;

    // Since the policy was first seen, or for the last week or the time between two runs.
    // language=SQL
    private static final String GONE = """
            WITH span AS (
                SELECT greatest(
                    now() - make_interval(secs => ?),
                    least(
                        now(),
                        (SELECT first_at FROM coppice.policy_look WHERE policy = ?),
                        (SELECT created_at FROM coppice.campaign WHERE policy = ? ORDER BY id LIMIT 1)
                    )
                ) AS from_at
            )
            SELECT extract(epoch FROM now() - from_at)::float8 AS seconds,
                (
                    SELECT coalesce(sum(h.roots), 0)::float8
                    FROM coppice.campaign AS c
                    JOIN coppice.campaign_chunk AS h ON h.campaign_id = c.id
                    WHERE c.policy = ? AND (c.ended_at IS NULL OR c.changed_at >= from_at) AND h.committed_at >= from_at
                ) AS roots
            FROM span
            """;

    // language=SQL
    private static final String ENTER = """
            INSERT INTO coppice.policy_look AS look (
                policy, first_at, looked_at, eligible, eligible_exact, oldest_seconds,
                crossing_per_day, crossing_exact, gone_per_day, between_seconds, behind
            )
            VALUES (
                ?, now(), now(), ?, ?, cast(? AS float8), cast(? AS float8), cast(? AS boolean), cast(? AS float8), ?, ?
            )
            ON CONFLICT (policy) DO UPDATE
            SET looked_at = excluded.looked_at,
                eligible = excluded.eligible,
                eligible_exact = excluded.eligible_exact,
                oldest_seconds = excluded.oldest_seconds,
                crossing_per_day = excluded.crossing_per_day,
                crossing_exact = excluded.crossing_exact,
                gone_per_day = excluded.gone_per_day,
                between_seconds = excluded.between_seconds,
                behind = CASE WHEN excluded.behind = 0 THEN 0 ELSE least(look.behind + 1, 1000) END
            RETURNING look.*
            """;

    // language=SQL
    private static final String LAST = "SELECT * FROM coppice.policy_look WHERE policy = ANY(cast(? AS text[]))";

    private final DSLContext transaction;

    /** The rows as a transaction sees and writes them, each statement within two seconds. */
    public LookLedger(DSLContext transaction) {
        this.transaction = transaction;
        transaction.execute("SET LOCAL statement_timeout = 2000");
    }

    /** The start of the transaction. */
    public Instant now() {
        return transaction
                .fetchSingle("SELECT now() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant();
    }

    /** How many roots go a day, over a time that has a run of such a distance; empty in the first day. */
    public Optional<Double> gone(String policy, Duration between) {
        var longest = between.compareTo(SHORTEST_SPAN) > 0 ? between : SHORTEST_SPAN;
        var row = transaction.fetchSingle(GONE, (double) longest.toSeconds(), policy, policy, policy);
        double seconds = row.get("seconds", Double.class);
        return seconds < DAY_SECONDS
                ? Optional.empty()
                : Optional.of(row.get("roots", Double.class) * DAY_SECONDS / seconds);
    }

    /** Remembers a look, and counts those in a row that found the policy falling behind. */
    public KeepingUp enter(KeepingUp look) {
        return read(transaction.fetchSingle(
                ENTER,
                look.policy(),
                look.eligible().count(),
                look.eligible().exact(),
                look.oldest().map(age -> age.toMillis() / MILLIS).orElse(null),
                look.crossing().map(Crossing::perDay).orElse(null),
                look.crossing().map(Crossing::exact).orElse(null),
                look.gone().orElse(null),
                (double) look.between().toSeconds(),
                look.fallsBehind() ? 1 : 0));
    }

    /** The last looks at policies, by name. */
    public Map<String, KeepingUp> last(Collection<String> policies) {
        return transaction
                .fetch(LAST, (Object) policies.toArray(String[]::new))
                .intoMap(row -> row.get("policy", String.class), LookLedger::read);
    }

    private static KeepingUp read(Record row) {
        var crossing = Optional.ofNullable(row.get("crossing_per_day", Double.class))
                .map(perDay -> new Crossing(perDay, row.get("crossing_exact", Boolean.class)));
        return new KeepingUp(
                row.get("policy", String.class),
                row.get("looked_at", OffsetDateTime.class).toInstant(),
                new Count(row.get("eligible", Long.class), row.get("eligible_exact", Boolean.class)),
                Optional.ofNullable(row.get("oldest_seconds", Double.class))
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * MILLIS))),
                crossing,
                Optional.ofNullable(row.get("gone_per_day", Double.class)),
                Duration.ofSeconds(row.get("between_seconds", Double.class).longValue()),
                row.get("behind", Integer.class));
    }
}
