package dev.coppice.prune.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/** Rows of {@code coppice.campaign} as values. */
final class CampaignRows {
    // Not the plan: it is long, and every chunk reads this.
    // language=SQL
    static final String SELECT = """
            SELECT
                id, policy, table_schema, table_name, plan_hash, fingerprint, horizon_at, requested_by, requested_reason,
                row_limit, root_limit, runtime_limit_ms, chunk_time_ms, brake_tuning, state, state_reason, stopped_by, pass,
                chunk_rows, chunks, roots, rows_deleted, rows_edited, quarantined, skipped, skipped_locked, ran_ms,
                archive_location, archive_id, created_at, ended_at
            FROM coppice.campaign
            """;

    private CampaignRows() {}

    static Campaign campaign(Record row) {
        return new Campaign(
                row.get("id", Long.class),
                row.get("policy", String.class),
                new TableName(row.get("table_schema", String.class), row.get("table_name", String.class)),
                row.get("plan_hash", String.class),
                row.get("horizon_at", OffsetDateTime.class).toInstant(),
                Act.of(row.get("requested_by", String.class), row.get("requested_reason", String.class)),
                CampaignState.valueOf(row.get("state", String.class)),
                row.get("state_reason", String.class),
                Optional.ofNullable(row.get("stopped_by", String.class)),
                counts(row),
                tuning(row),
                Duration.ofMillis(row.get("ran_ms", Long.class)),
                Optional.ofNullable(row.get("archive_location", String.class)),
                Optional.ofNullable(row.get("archive_id", String.class)),
                row.get("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.get("ended_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }

    static Standing standing(Record row) {
        return new Standing(
                campaign(row),
                row.get("fingerprint", String.class),
                row.get("horizon_at", OffsetDateTime.class),
                Pass.of(row.get("pass", String.class)),
                List.of(),
                0,
                row.get("chunk_rows", Integer.class));
    }

    private static Campaign.Counts counts(Record row) {
        return new Campaign.Counts(
                row.get("chunks", Long.class),
                row.get("roots", Long.class),
                row.get("rows_deleted", Long.class),
                row.get("rows_edited", Long.class),
                row.get("quarantined", Long.class),
                row.get("skipped", Long.class),
                Optional.ofNullable(row.get("skipped_locked", Long.class)));
    }

    private static Tuning tuning(Record row) {
        return new Tuning(
                Duration.ofMillis(row.get("chunk_time_ms", Integer.class)),
                Optional.ofNullable(row.get("row_limit", Long.class)),
                Optional.ofNullable(row.get("root_limit", Long.class)),
                Optional.ofNullable(row.get("runtime_limit_ms", Long.class)).map(Duration::ofMillis),
                BrakeTuning.read(row.get("brake_tuning", String[].class)));
    }
}
