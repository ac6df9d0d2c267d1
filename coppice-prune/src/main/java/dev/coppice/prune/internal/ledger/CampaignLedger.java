package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The rows of {@code coppice.campaign}, read and written inside the caller's transaction. */
public final class CampaignLedger {
    // language=SQL
    private static final String INSERT = """
            INSERT INTO coppice.campaign (
                policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at,
                requested_by, requested_reason, overridden_by, overridden_reason,
                row_limit, root_limit, runtime_limit_ms, chunk_time_ms, chunk_rows,
                state_reason, archive_location, archive_nonce, created_at, changed_at
            )
            SELECT
                ?, ?, ?, ?, ?, jsonb_build_object('policy', ?::text), n.now - make_interval(secs => ?),
                ?, ?, ?, ?,
                ?, ?, ?, ?, ?,
                'It was created.', n.location, CASE WHEN n.location IS NOT NULL THEN gen_random_uuid() END, n.now, n.now
            FROM (SELECT clock_timestamp() AS now, ?::text AS location) AS n
            ON CONFLICT (policy) WHERE ended_at IS NULL DO NOTHING
            RETURNING id
            """;

    // language=SQL
    private static final String MOVE = """
            UPDATE coppice.campaign
            SET state = ?::text,
                state_reason = ?,
                stopped_by = ?,
                started_at = CASE WHEN ?::text = 'RUNNING' THEN coalesce(started_at, instant.at) ELSE started_at END,
                changed_at = instant.at,
                ended_at = CASE WHEN ? THEN instant.at END
            FROM (SELECT clock_timestamp() AS at) AS instant
            WHERE id = ? AND state = ?
            """;

    // What was begun and is not ended is told: nobody will go on with it.
    // language=SQL
    private static final String ABANDON = """
            UPDATE coppice.campaign_root
            SET state = CASE WHEN drained > 0 THEN 'quarantined' ELSE 'skipped' END,
                code = CASE WHEN drained > 0 THEN 'partly-drained' ELSE 'heavy' END,
                reason = 'The campaign ended before it had gone; ' || drained || ' rows that belonged to it are gone.',
                way = NULL,
                worker = NULL
            WHERE campaign_id = ? AND state = 'draining'
            """;

    // language=SQL
    private static final String RETUNE = """
            UPDATE coppice.campaign
            SET chunk_time_ms = ?, row_limit = ?, root_limit = ?, runtime_limit_ms = ?, brake_tuning = ?, changed_at = clock_timestamp()
            WHERE id = ? AND ended_at IS NULL
            """;

    private final DSLContext transaction;

    /** The ledger as a transaction sees and writes it. */
    public CampaignLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** Creates a campaign; empty when another campaign of the policy is unfinished. */
    public OptionalLong create(NewCampaign wanted, int chunkRows) {
        var tuning = wanted.tuning();
        var row = transaction.fetchOptional(
                INSERT,
                wanted.policy(),
                wanted.table().schema(),
                wanted.table().name(),
                wanted.planHash(),
                wanted.fingerprint(),
                wanted.canonical(),
                wanted.keep().toMillis() / 1000.0,
                wanted.requested().actor(),
                wanted.requested().reason(),
                wanted.overridden().map(act -> act.actor()).orElse(null),
                wanted.overridden().map(act -> act.reason()).orElse(null),
                tuning.rows().orElse(null),
                tuning.roots().orElse(null),
                tuning.runtime().map(Duration::toMillis).orElse(null),
                (int) tuning.chunkTime().toMillis(),
                chunkRows,
                wanted.archive().orElse(null));
        return row.map(created -> OptionalLong.of(created.get("id", Long.class)))
                .orElse(OptionalLong.empty());
    }

    /**
     * Keeps every other worker from entering, from leaving and from entering a chunk; whatever is read after this is the truth
     * until the caller commits. Behind rows of workers and of the user in the order of locks.
     */
    public void lock(long id) {
        transaction.fetch("SELECT FROM coppice.campaign WHERE id = ? FOR NO KEY UPDATE", id);
    }

    /** A campaign by its number. */
    public Optional<Standing> find(long id) {
        return transaction
                .fetchOptional(CampaignRows.SELECT + "WHERE id = ?", id)
                .map(CampaignRows::standing);
    }

    /** The policy of a campaign in the canonical words its plan had. */
    public String policyText(long id) {
        return transaction
                .fetchSingle("SELECT plan ->> 'policy' AS policy FROM coppice.campaign WHERE id = ?", id)
                .get("policy", String.class);
    }

    /** The unfinished campaign of a policy. */
    public Optional<Standing> unfinished(String policy) {
        return transaction
                .fetchOptional(CampaignRows.SELECT + "WHERE policy = ? AND ended_at IS NULL", policy)
                .map(CampaignRows::standing);
    }

    /** Campaigns before a number, newest first. */
    public List<Campaign> list(@Nullable String policy, long before, int limit) {
        return transaction
                .fetch(
                        CampaignRows.SELECT
                                + "WHERE id < ? AND (?::text IS NULL OR policy = ?) ORDER BY id DESC LIMIT ?",
                        before,
                        policy,
                        policy,
                        limit)
                .map(CampaignRows::campaign);
    }

    /**
     * Moves a campaign from one state to another.
     *
     * @return whether it was in the state it is moved from
     */
    public boolean move(long id, CampaignState from, CampaignState to, String reason, @Nullable String stoppedBy) {
        if (to.ended() && transaction.execute(ABANDON, id) > 0) {
            new ChunkLedger(transaction, id).countRoots();
        }
        if (!to.working()) {
            new BrakeLedger(transaction, id).end();
        }
        return transaction.execute(MOVE, to.name(), reason, stoppedBy, to.name(), to.ended(), id, from.name()) == 1;
    }

    /** Sets aims and limits; has no effect on a campaign that has ended. */
    public boolean retune(long id, Tuning tuning) {
        return transaction.execute(
                        RETUNE,
                        (int) tuning.chunkTime().toMillis(),
                        tuning.rows().orElse(null),
                        tuning.roots().orElse(null),
                        tuning.runtime().map(Duration::toMillis).orElse(null),
                        BrakeTuning.written(tuning.brakes()),
                        id)
                == 1;
    }

    /** Notes the approval it runs under. */
    public void approvedBy(long id, long approval) {
        transaction.execute("UPDATE coppice.campaign SET approval_id = ? WHERE id = ?", approval, id);
    }

    /** Ended campaigns of a policy whose manifest does not tell of all their frames, because it could not be written. */
    public List<Standing> undescribed(String policy) {
        return transaction
                .fetch(
                        CampaignRows.SELECT
                                + "WHERE policy = ? AND ended_at IS NOT NULL AND archive_location IS NOT NULL"
                                + " AND archive_manifest IS NULL AND chunks > 0 ORDER BY id",
                        policy)
                .map(CampaignRows::standing);
    }

    /** Notes the digest of the manifest beside its rows. */
    public void manifestWritten(long id, String digest) {
        transaction.execute("UPDATE coppice.campaign SET archive_manifest = ? WHERE id = ?", digest, id);
    }
}
