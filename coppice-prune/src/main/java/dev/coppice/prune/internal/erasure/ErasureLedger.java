package dev.coppice.prune.internal.erasure;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.ReceiptSigner.Signed;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The rows of {@code coppice.erasure}.
 *
 * @param transaction where
 */
public record ErasureLedger(DSLContext transaction) {
    private static final String COLUMNS =
            "SELECT id, subject, table_schema, table_name, digest, plan_hash, requested_by,"
                    + " requested_reason, campaign_id, state, state_reason, created_at, ended_at FROM coppice.erasure";

    // language=SQL
    private static final String CREATE = """
        INSERT INTO coppice.erasure
            (subject, table_schema, table_name, digest, key, plan_hash, requested_by, requested_reason, state_reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'It was begun.')
        ON CONFLICT (table_schema, table_name, digest) WHERE ended_at IS NULL DO NOTHING
        RETURNING id
        """;

    // language=SQL
    private static final String END = """
        UPDATE coppice.erasure
        SET
            state = ?, state_reason = ?, receipt = ?, signature = ?, signed_with = ?, key = NULL,
            ended_at = greatest(created_at, clock_timestamp())
        WHERE id = ? AND ended_at IS NULL
        """;

    // What the campaign noted of its root is the subject's key.
    // language=SQL
    private static final String FORGET_ROOT = """
        UPDATE coppice.campaign_root
        SET root_key = ARRAY['erased'], state = CASE state WHEN 'draining' THEN 'gone' ELSE state END, way = NULL, worker = NULL
        WHERE campaign_id = ?
        """;

    // language=SQL
    private static final String SWEPT = """
        INSERT INTO coppice.erasure_sweep (erasure_id, table_schema, table_name, rows_deleted)
        VALUES (?, ?, ?, ?)
        ON CONFLICT (erasure_id, table_schema, table_name)
            DO UPDATE SET rows_deleted = erasure_sweep.rows_deleted + excluded.rows_deleted
        """;

    // language=SQL
    private static final String TABLES = """
        SELECT table_schema, table_name, sum(deleted)::bigint AS deleted, sum(edited)::bigint AS edited, sum(swept)::bigint AS swept
        FROM (
            SELECT t.table_schema, t.table_name, t.rows_deleted AS deleted, t.rows_edited AS edited, 0 AS swept
            FROM coppice.campaign_table AS t
            JOIN coppice.erasure AS e ON e.campaign_id = t.campaign_id
            WHERE e.id = ?
            UNION ALL
            SELECT s.table_schema, s.table_name, 0, 0, s.rows_deleted FROM coppice.erasure_sweep AS s WHERE s.erasure_id = ?
        ) AS change
        GROUP BY table_schema, table_name
        ORDER BY table_schema, table_name
        """;

    /** What has become of a table's rows. */
    public record Change(TableName table, long deleted, long edited, long swept) {}

    /** What an erasure is begun with. */
    public record New(String subject, TableName table, String digest, List<String> key, String planHash, Act act) {
        /** Copies the key. */
        public New {
            key = List.copyOf(key);
        }
    }

    /** Begins an erasure; empty when one of the same subject is unfinished. */
    public OptionalLong create(New asked) {
        var made = transaction.fetch(
                CREATE,
                asked.subject(),
                asked.table().schema(),
                asked.table().name(),
                asked.digest(),
                asked.key().toArray(String[]::new),
                asked.planHash(),
                asked.act().actor(),
                asked.act().reason());
        return made.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(made.getFirst().get("id", Long.class));
    }

    /** Notes what approved it. */
    public void approvedBy(long id, long approval) {
        transaction.execute("UPDATE coppice.erasure SET approval_id = ? WHERE id = ?", approval, id);
    }

    /** Notes its campaign, or refuses when it has another or is over. */
    public void campaign(long id, long campaign) {
        var noted = transaction.execute(
                "UPDATE coppice.erasure SET campaign_id = ? WHERE id = ? AND ended_at IS NULL"
                        + " AND coalesce(campaign_id, ?) = ?",
                campaign,
                id,
                campaign,
                campaign);
        if (noted == 0) {
            throw ErasureFaults.takenOver(id).exception();
        }
    }

    /** Locks an erasure and reads it. */
    public Erasure lock(long id) {
        return transaction
                .fetchOptional(COLUMNS + " WHERE id = ? FOR UPDATE", id)
                .map(ErasureLedger::read)
                .orElseThrow(() -> ErasureFaults.unknown(id).exception());
    }

    /** Ends an erasure: its key is forgotten, and so is what its campaign noted of it. */
    public void end(Erasure erasure, ErasureState state, String reason, Optional<Signed> receipt) {
        var signed = receipt.filter(each -> !each.signature().isEmpty());
        transaction.execute(
                END,
                state.name(),
                reason,
                receipt.map(Signed::text).orElse(null),
                signed.map(Signed::signature).orElse(null),
                signed.map(Signed::key).orElse(null),
                erasure.id());
        erasure.campaign().ifPresent(campaign -> {
            transaction.execute(FORGET_ROOT, campaign);
            transaction.execute("UPDATE coppice.campaign_worker SET position = NULL WHERE campaign_id = ?", campaign);
        });
    }

    /** Adds rows that were found afterwards and deleted. */
    public void swept(long id, TableName table, long rows) {
        transaction.execute(SWEPT, id, table.schema(), table.name(), rows);
    }

    /** What has become of each table. */
    public List<Change> changes(long id) {
        return transaction
                .fetch(TABLES, id, id)
                .map(row -> new Change(
                        table(row),
                        row.get("deleted", Long.class),
                        row.get("edited", Long.class),
                        row.get("swept", Long.class)));
    }

    /** An erasure by its number. */
    public Optional<Erasure> find(long id) {
        return transaction.fetchOptional(COLUMNS + " WHERE id = ?", id).map(ErasureLedger::read);
    }

    /** The erasure that a campaign is part of. */
    public Optional<Erasure> ofCampaign(long campaign) {
        return transaction
                .fetchOptional(COLUMNS + " WHERE campaign_id = ?", campaign)
                .map(ErasureLedger::read);
    }

    /** The last erasure of a subject. */
    public Optional<Erasure> latest(TableName table, String digest) {
        return transaction
                .fetchOptional(
                        COLUMNS + " WHERE table_schema = ? AND table_name = ? AND digest = ? ORDER BY id DESC LIMIT 1",
                        table.schema(),
                        table.name(),
                        digest)
                .map(ErasureLedger::read);
    }

    /** Newest first, those below a number. */
    public List<Erasure> list(long before, int limit) {
        return transaction
                .fetch(COLUMNS + " WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
                .map(ErasureLedger::read);
    }

    /** The receipt of an erasure that has succeeded. */
    public Optional<Signed> receipt(long id) {
        return transaction
                .fetchOptional(
                        "SELECT receipt, coalesce(signature, '') AS signature, coalesce(signed_with, '') AS signed_with"
                                + " FROM coppice.erasure WHERE id = ? AND receipt IS NOT NULL",
                        id)
                .map(row -> new Signed(
                        row.get("receipt", String.class),
                        row.get("signed_with", String.class),
                        row.get("signature", String.class)));
    }

    private static Erasure read(Record row) {
        var campaign = row.get("campaign_id", Long.class);
        return new Erasure(
                row.get("id", Long.class),
                row.get("subject", String.class),
                table(row),
                row.get("digest", String.class),
                row.get("plan_hash", String.class),
                Act.of(row.get("requested_by", String.class), row.get("requested_reason", String.class)),
                campaign == null ? OptionalLong.empty() : OptionalLong.of(campaign),
                ErasureState.valueOf(row.get("state", String.class)),
                row.get("state_reason", String.class),
                row.get("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.get("ended_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }

    private static TableName table(Record row) {
        return new TableName(row.get("table_schema", String.class), row.get("table_name", String.class));
    }
}
