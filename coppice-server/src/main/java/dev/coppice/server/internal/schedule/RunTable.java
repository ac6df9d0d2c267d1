package dev.coppice.server.internal.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.DSLContext;

/**
 * The rows of {@code coppice.policy_run}: due times, and what became of each. A time is decided once: each decision is
 * conditional on there being none.
 */
final class RunTable {
    private static final int LONGEST_REASON = 2000;

    // language=SQL
    private static final String DUE =
            "INSERT INTO coppice.policy_run (policy, due_at) VALUES (?, cast(? AS timestamptz)) ON CONFLICT DO NOTHING";

    // language=SQL
    private static final String MISSED = """
            INSERT INTO coppice.policy_run (policy, due_at, decision, code, reason, decided_at)
            VALUES (?, cast(? AS timestamptz), 'missed', ?, ?, clock_timestamp())
            ON CONFLICT DO NOTHING
            """;

    // language=SQL
    private static final String OPEN = """
            SELECT due_at, noted_at, clock_timestamp() AS now
            FROM coppice.policy_run
            WHERE policy = ? AND decision = 'due'
            ORDER BY due_at
            """;

    // language=SQL
    private static final String TOOK = """
            UPDATE coppice.policy_run
            SET decision = ?, campaign_id = ?, decided_at = clock_timestamp()
            WHERE policy = ? AND due_at = cast(? AS timestamptz) AND decision = 'due'
            """;

    // language=SQL
    private static final String LEFT = """
            UPDATE coppice.policy_run
            SET decision = ?, code = ?, reason = ?, decided_at = clock_timestamp()
            WHERE policy = ? AND due_at = cast(? AS timestamptz) AND decision = 'due'
            """;

    // language=SQL
    private static final String FORGET = """
            DELETE FROM coppice.policy_run
            WHERE greatest(due_at, noted_at) < clock_timestamp() - interval '400 days'
            """;

    private final DSLContext transaction;

    RunTable(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * A due time that is not decided.
     *
     * @param at the time
     * @param noted when it was entered, which is later where no server looked
     * @param now what time it is
     */
    record Due(Instant at, Instant noted, Instant now) {}

    /**
     * Why nothing was begun.
     *
     * @param code as a stable word
     * @param reason in a sentence
     */
    record Why(String code, String reason) {
        Why {
            reason = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        }
    }

    void due(String policy, Instant at) {
        transaction.execute(DUE, policy, at.toString());
    }

    void missed(String policy, Instant at, Why why) {
        transaction.execute(MISSED, policy, at.toString(), why.code(), why.reason());
    }

    /** Times that are not decided, in order. */
    List<Due> open(String policy) {
        return transaction
                .fetch(OPEN, policy)
                .map(row -> new Due(
                        row.get("due_at", OffsetDateTime.class).toInstant(),
                        row.get("noted_at", OffsetDateTime.class).toInstant(),
                        row.get("now", OffsetDateTime.class).toInstant()));
    }

    /** Decides for a campaign; false where it was decided before. */
    boolean took(String policy, Instant at, boolean resumed, long campaign) {
        return transaction.execute(TOOK, resumed ? "resumed" : "begun", campaign, policy, at.toString()) == 1;
    }

    /** Decides against one; nothing where it was decided before. */
    void left(String policy, Due due, String decision, Why why) {
        transaction.execute(
                LEFT, decision, why.code(), why.reason(), policy, due.at().toString());
    }

    /** Removes what is older than four hundred days, of any policy. */
    void forget() {
        transaction.execute(FORGET);
    }
}
