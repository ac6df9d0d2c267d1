package dev.coppice.prune.internal.archives;

import dev.coppice.control.TableName;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.CampaignState;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Campaigns that keep an archive, as the ledger has them, read inside the caller's transaction. */
public final class ArchiveRows {
    // language=SQL
    private static final String SELECT = """
            SELECT
                c.id, c.policy, c.state, c.archive_location, c.archive_id, c.archive_manifest, c.rows_edited, c.created_at,
                c.ended_at, f.frames, f.bytes
            FROM coppice.campaign AS c
            CROSS JOIN LATERAL (
                SELECT count(*) AS frames, coalesce(sum(length_bytes), 0) AS bytes
                FROM coppice.campaign_frame
                WHERE campaign_id = c.id
            ) AS f
            WHERE c.archive_location IS NOT NULL
            """;

    // language=SQL
    private static final String ROWS = """
            SELECT campaign_id, table_schema, table_name, rows_deleted
            FROM coppice.campaign_table
            WHERE campaign_id = ANY (?::bigint[]) AND rows_deleted > 0
            """;

    private final DSLContext transaction;

    /** The ledger as a transaction sees it. */
    public ArchiveRows(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** The archive of a campaign. */
    public Optional<CampaignArchive> find(long campaign) {
        return archives(transaction.fetch(SELECT + "AND c.id = ?", campaign)).stream()
                .findFirst();
    }

    /** One more than a page, newest first. */
    public List<CampaignArchive> list(CampaignQuery query) {
        var policy = query.policy().orElse(null);
        return archives(transaction.fetch(
                SELECT + "AND c.id < ? AND (?::text IS NULL OR c.policy = ?) ORDER BY c.id DESC LIMIT ?",
                query.before(),
                policy,
                policy,
                query.limit() + 1));
    }

    /** The stores that campaigns have archived into. */
    public List<String> locations() {
        return transaction
                .fetch(
                        "SELECT DISTINCT archive_location FROM coppice.campaign WHERE archive_location IS NOT NULL ORDER BY 1")
                .map(row -> row.get("archive_location", String.class));
    }

    private List<CampaignArchive> archives(List<? extends Record> found) {
        var ids = found.stream().map(row -> row.get("id", Long.class)).toArray(Long[]::new);
        Map<Long, Map<TableName, Long>> rows = new HashMap<>();
        for (var row : transaction.fetch(ROWS, (Object) ids)) {
            rows.computeIfAbsent(row.get("campaign_id", Long.class), none -> new HashMap<>())
                    .put(
                            new TableName(row.get("table_schema", String.class), row.get("table_name", String.class)),
                            row.get("rows_deleted", Long.class));
        }
        return found.stream()
                .map(row -> archive(row, rows.getOrDefault(row.get("id", Long.class), Map.of())))
                .toList();
    }

    private static CampaignArchive archive(Record row, Map<TableName, Long> rows) {
        return new CampaignArchive(
                row.get("id", Long.class),
                row.get("policy", String.class),
                CampaignState.valueOf(row.get("state", String.class)),
                row.get("archive_location", String.class),
                row.get("archive_id", String.class),
                Optional.ofNullable(row.get("archive_manifest", String.class)),
                row.get("frames", Long.class),
                row.get("bytes", Long.class),
                rows,
                row.get("rows_edited", Long.class),
                row.get("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.get("ended_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }
}
