package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakedTime;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;

/** How long brakes held, by policy. */
public final class BrakedTimes {
    // Each erasure is a campaign of a name of its own; together they are one kind of subject.
    // language=SQL
    private static final String SUMS = """
            SELECT regexp_replace(c.policy, '^(subject:.*)#[0-9]+$', '\\1') AS policy, b.brake,
                (1000 * extract(epoch FROM sum(coalesce(b.ended_at, statement_timestamp()) - b.began_at)))::bigint AS held_ms
            FROM coppice.campaign_brake AS b
            JOIN coppice.campaign AS c ON c.id = b.campaign_id
            GROUP BY 1, b.brake
            ORDER BY 1, b.brake
            """;

    private BrakedTimes() {}

    /** Reads them, those of policies that are no more included. */
    public static List<BrakedTime> read(DSLContext transaction) {
        return transaction
                .fetch(SUMS)
                .map(row -> new BrakedTime(
                        row.get("policy", String.class),
                        BrakeName.of(row.get("brake", String.class)),
                        Duration.ofMillis(Math.max(0, row.get("held_ms", Long.class)))));
    }
}
