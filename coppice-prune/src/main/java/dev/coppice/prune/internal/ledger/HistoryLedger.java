package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.CampaignHistory;
import dev.coppice.prune.CampaignHistory.Rest;
import dev.coppice.prune.CampaignHistory.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Draws the chunks of a campaign together, in the database: there may be many. */
public final class HistoryLedger {
    // language=SQL
    private static final String PLACED = """
            WITH chunk AS (
                SELECT chunk, roots, rows_deleted, took_ms, committed_at,
                    committed_at - make_interval(secs => took_ms / 1000.0) AS began_at,
                    lag(committed_at) OVER (ORDER BY chunk) AS before_at
                FROM coppice.campaign_chunk
                WHERE campaign_id = ?
            ), rested AS (
                SELECT *, CASE WHEN began_at - before_at >= interval '2 seconds' THEN began_at - before_at END AS rest
                FROM chunk
            ), placed AS (
                SELECT *, 1000 * extract(epoch FROM
                    committed_at - min(began_at) OVER () - coalesce(sum(rest) OVER (ORDER BY chunk), interval '0')) AS worked_ms
                FROM rested
            )
            """;

    // language=SQL
    private static final String SPANS = PLACED + """
            SELECT min(began_at) AS from_at, max(committed_at) AS to_at, max(worked_ms)::bigint AS worked_ms,
                count(*) AS chunks, sum(roots)::bigint AS roots, sum(rows_deleted)::bigint AS rows,
                avg(took_ms)::bigint AS mean_ms, max(took_ms)::bigint AS longest_ms
            FROM (SELECT *, greatest(1, ceil(worked_ms * ? / greatest(1, max(worked_ms) OVER ()))) AS span FROM placed) AS spread
            GROUP BY span
            ORDER BY span
            """;

    // language=SQL
    private static final String RESTS = PLACED + """
            SELECT before_at, began_at, greatest(0, worked_ms - took_ms)::bigint AS worked_ms
            FROM (SELECT * FROM placed WHERE rest IS NOT NULL ORDER BY rest DESC LIMIT 100) AS longest
            ORDER BY chunk
            """;

    private final DSLContext transaction;

    /** The ledger as a transaction sees it. */
    public HistoryLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** The history of a campaign in at most so many spans. */
    public CampaignHistory read(long campaign, int spans) {
        return new CampaignHistory(
                transaction.fetch(SPANS, campaign, spans).map(HistoryLedger::span),
                transaction.fetch(RESTS, campaign).map(HistoryLedger::rest));
    }

    private static Span span(Record row) {
        return new Span(
                instant(row, "from_at"),
                instant(row, "to_at"),
                millis(row, "worked_ms"),
                row.get("chunks", Long.class),
                row.get("roots", Long.class),
                row.get("rows", Long.class),
                millis(row, "mean_ms"),
                millis(row, "longest_ms"));
    }

    private static Rest rest(Record row) {
        return new Rest(instant(row, "before_at"), instant(row, "began_at"), millis(row, "worked_ms"));
    }

    private static Instant instant(Record row, String column) {
        return row.get(column, OffsetDateTime.class).toInstant();
    }

    private static Duration millis(Record row, String column) {
        return Duration.ofMillis(row.get(column, Long.class));
    }
}
