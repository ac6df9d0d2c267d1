package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.CampaignFigures;
import dev.coppice.prune.CampaignFigures.Chunks;
import dev.coppice.prune.CampaignFigures.Done;
import dev.coppice.prune.CampaignState;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Sums over the ledger. */
public final class FigureRows {
    // language=SQL
    private static final String STATES = "SELECT state, count(*) AS n FROM coppice.campaign GROUP BY state";

    // Each erasure is a campaign of a name of its own; together they are one kind of subject.
    // language=SQL
    private static final String POLICIES = """
            SELECT
                regexp_replace(policy, '^(subject:.*)#[0-9]+$', '\\1') AS policy, sum(rows_deleted)::bigint AS rows_deleted,
                sum(quarantined)::bigint AS quarantined, sum(skipped)::bigint AS skipped
            FROM coppice.campaign
            GROUP BY 1
            """;

    // language=SQL
    private static final String STOPPED = """
            SELECT stopped_by, count(*) AS n
            FROM coppice.campaign
            WHERE ended_at IS NULL AND stopped_by IS NOT NULL
            GROUP BY stopped_by
            """;

    // language=SQL
    private static final String CHUNKS = """
            SELECT c.policy, c.chunk_time_ms, avg(k.took_ms)::bigint AS mean_ms
            FROM coppice.campaign AS c
            CROSS JOIN LATERAL (
                SELECT took_ms FROM coppice.campaign_chunk WHERE campaign_id = c.id ORDER BY chunk DESC LIMIT 10
            ) AS k
            WHERE c.ended_at IS NULL
            GROUP BY c.policy, c.chunk_time_ms
            """;

    private FigureRows() {}

    /** Reads them all. */
    public static CampaignFigures read(DSLContext transaction) {
        return new CampaignFigures(
                transaction
                        .fetch(STATES)
                        .intoMap(row -> CampaignState.valueOf(row.get("state", String.class)), FigureRows::count),
                transaction.fetch(POLICIES).intoMap(FigureRows::policy, FigureRows::done),
                transaction.fetch(STOPPED).intoMap(row -> row.get("stopped_by", String.class), FigureRows::count),
                transaction.fetch(CHUNKS).intoMap(FigureRows::policy, FigureRows::chunks));
    }

    private static String policy(Record row) {
        return row.get("policy", String.class);
    }

    private static long count(Record row) {
        return row.get("n", Long.class);
    }

    private static Done done(Record row) {
        return new Done(
                row.get("rows_deleted", Long.class),
                row.get("quarantined", Long.class),
                row.get("skipped", Long.class));
    }

    private static Chunks chunks(Record row) {
        return new Chunks(
                Duration.ofMillis(row.get("mean_ms", Long.class)),
                Duration.ofMillis(row.get("chunk_time_ms", Long.class)));
    }
}
