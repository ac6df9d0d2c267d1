package dev.coppice.prune.internal.trace;

import dev.coppice.control.TableName;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.Trace.PassedOver;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Trace.Unsearched;
import dev.coppice.prune.internal.archives.ArchiveRows;
import dev.coppice.prune.internal.trace.ArchiveSearch.Found;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** What the ledger knows of the campaigns that touched a table. */
final class TraceLedger {
    // language=SQL
    private static final String ARCHIVES = """
            SELECT DISTINCT campaign_id
            FROM coppice.campaign_segment
            WHERE table_schema = ? AND table_name = ?
            ORDER BY campaign_id DESC
            """;

    // language=SQL
    private static final String UNKEPT = """
            SELECT c.id, c.policy, t.rows_deleted
            FROM coppice.campaign AS c
            JOIN coppice.campaign_table AS t ON t.campaign_id = c.id
            WHERE c.archive_location IS NULL AND t.rows_deleted > 0 AND t.table_schema = ? AND t.table_name = ?
            ORDER BY c.id DESC
            """;

    // The root of an erasure's campaign is told to nobody: who can try keys would find out who is being erased.
    // language=SQL
    private static final String PASSED = """
            SELECT c.id, c.policy, r.state, r.code, r.reason, r.noted_at
            FROM coppice.campaign AS c
            JOIN coppice.campaign_root AS r ON r.campaign_id = c.id
            WHERE c.table_schema = ? AND c.table_name = ? AND r.root_key = ?::text[] AND r.state <> 'gone'
                AND NOT EXISTS (SELECT FROM coppice.erasure AS e WHERE e.campaign_id = c.id)
            ORDER BY c.id DESC
            """;

    private static final String COMMITTED =
            "SELECT committed_at FROM coppice.campaign_chunk WHERE campaign_id = ? AND chunk = ?";

    private final DSLContext transaction;

    TraceLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** The archives with rows of the table, newest first. */
    List<CampaignArchive> archives(TableName table) {
        var archives = new ArchiveRows(transaction);
        return transaction.fetch(ARCHIVES, table.schema(), table.name()).stream()
                .map(row -> archives.find(row.get("campaign_id", Long.class)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Campaigns that deleted rows of the table for good. */
    List<Unsearched> unkept(TableName table) {
        return transaction
                .fetch(UNKEPT, table.schema(), table.name())
                .map(row -> new Unsearched(
                        row.get("id", Long.class),
                        "not-kept",
                        "It deleted " + row.get("rows_deleted", Long.class)
                                + " rows of the table without an archive."));
    }

    /** What campaigns noted of a row of their own table. */
    List<PassedOver> passed(TableName table, List<String> key) {
        return transaction
                .fetch(PASSED, table.schema(), table.name(), key.toArray(String[]::new))
                .map(row -> new PassedOver(
                        row.get("id", Long.class),
                        row.get("policy", String.class),
                        row.get("state", String.class),
                        row.get("code", String.class),
                        row.get("reason", String.class),
                        row.get("noted_at", OffsetDateTime.class).toInstant()));
    }

    /** That a row is in a frame, with the chunk that wrote it. */
    Sighting sighting(Campaign campaign, Found found) {
        var chunk = found.frame().chunk();
        return new Sighting(
                campaign,
                found.edited(),
                chunk,
                found.segment().name(),
                found.frame().number(),
                transaction
                        .fetchSingle(COMMITTED, campaign.id(), chunk)
                        .get("committed_at", OffsetDateTime.class)
                        .toInstant());
    }
}
