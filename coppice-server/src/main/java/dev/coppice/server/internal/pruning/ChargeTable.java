package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows of {@code coppice.campaign_charge}: campaigns that the servers were asked to execute. */
final class ChargeTable {
    // language=SQL
    private static final String ASK = """
            INSERT INTO coppice.campaign_charge (campaign_id, asked_by, asked_reason)
            VALUES (?, ?, ?)
            ON CONFLICT (campaign_id) DO UPDATE
            SET asked_by = excluded.asked_by,
                asked_reason = excluded.asked_reason,
                asked_at = now(),
                tries = 0,
                next_try_at = now(),
                trouble = NULL
            """;

    // Whoever takes one keeps the others off it for as long as it takes to get its lease.
    // language=SQL
    private static final String TAKE = """
            UPDATE coppice.campaign_charge AS ch
            SET next_try_at = clock_timestamp() + interval '5 s'
            FROM coppice.campaign AS c
            WHERE c.id = ch.campaign_id
                AND ch.campaign_id = (
                    SELECT due.campaign_id
                    FROM coppice.campaign_charge AS due
                    JOIN coppice.campaign AS open ON open.id = due.campaign_id
                    WHERE open.ended_at IS NULL AND open.state <> 'PAUSED' AND due.next_try_at <= clock_timestamp()
                    ORDER BY due.next_try_at, due.campaign_id
                    LIMIT 1
                    FOR UPDATE OF due SKIP LOCKED
                )
            RETURNING c.id, c.policy, c.chunks, ch.asked_by, ch.asked_reason
            """;

    // Five seconds, then twice as long each time, up to a minute.
    // language=SQL
    private static final String POSTPONE = """
            WITH before AS (
                SELECT campaign_id, trouble FROM coppice.campaign_charge WHERE campaign_id = ? FOR UPDATE
            )
            UPDATE coppice.campaign_charge AS ch
            SET tries = tries + 1,
                next_try_at = clock_timestamp() + make_interval(secs => least(60, 5 * 2 ^ least(tries, 4))),
                trouble = ?
            FROM before
            WHERE ch.campaign_id = before.campaign_id
            RETURNING before.trouble IS DISTINCT FROM ch.trouble AS news
            """;

    // language=SQL
    private static final String GOT_ON =
            "UPDATE coppice.campaign_charge SET tries = 0, next_try_at = now(), trouble = NULL WHERE campaign_id = ?";

    private final DSLContext transaction;

    ChargeTable(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * A campaign that wants to be carried on.
     *
     * @param campaign its number
     * @param policy its policy's name
     * @param chunks how many it has behind it
     * @param asked who asked for it, and why
     */
    record Due(long campaign, String policy, long chunks, Act asked) {}

    /** Hands a campaign to the servers. */
    void ask(long campaign, Act act) {
        transaction.execute(ASK, campaign, act.actor(), act.reason());
    }

    /** The one that has been due for longest, if there is one; no other server gets it for five seconds. */
    Optional<Due> take() {
        return transaction.fetchOptional(TAKE).map(ChargeTable::due);
    }

    /**
     * Waits for the next try, longer each time.
     *
     * @return whether it had other trouble before, or none
     */
    boolean postpone(long campaign, String trouble) {
        return transaction.fetchSingle(POSTPONE, campaign, trouble).get("news", Boolean.class);
    }

    /** Notes that it got on, and may be taken up again at once. */
    void gotOn(long campaign) {
        transaction.execute(GOT_ON, campaign);
    }

    private static Due due(Record row) {
        return new Due(
                row.get("id", Long.class),
                row.get("policy", String.class),
                row.get("chunks", Long.class),
                Act.of(row.get("asked_by", String.class), row.get("asked_reason", String.class)));
    }
}
