package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.RootLeft;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** What chunks enter in the ledger, inside the transaction that removes the rows. */
public final class ChunkLedger {
    // language=SQL
    private static final String CHUNK = """
            INSERT INTO coppice.campaign_chunk
                (campaign_id, chunk, pass, roots, rows_deleted, rows_edited, took_ms, committed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
            """;

    // language=SQL
    private static final String TABLES = """
            INSERT INTO coppice.campaign_table AS t (campaign_id, table_schema, table_name, rows_deleted, rows_edited)
            SELECT ?, u.* FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS u
            ON CONFLICT (campaign_id, table_schema, table_name) DO UPDATE
            SET rows_deleted = t.rows_deleted + excluded.rows_deleted, rows_edited = t.rows_edited + excluded.rows_edited
            """;

    // language=SQL
    private static final String SUMS = """
            UPDATE coppice.campaign
            SET chunks = chunks + 1, roots = roots + ?, rows_deleted = rows_deleted + ?, rows_edited = rows_edited + ?,
                archive_manifest = NULL
            WHERE id = ? AND state IN ('RUNNING', 'PAUSING', 'CANCELLING')
                AND (row_limit IS NULL OR rows_deleted + ? <= row_limit)
                AND (root_limit IS NULL OR roots + ? <= root_limit)
            RETURNING chunks
            """;

    // What several workers do at once takes the campaign's time once.
    // language=SQL
    private static final String ADVANCE = """
            UPDATE coppice.campaign
            SET pass = ?, chunk_rows = ?, skipped_locked = ?,
                counted_at = CASE WHEN ? > 0 THEN clock_timestamp() ELSE counted_at END,
                ran_ms = ran_ms + least(
                    ?, coalesce(greatest(0, ceil(1000 * extract(epoch FROM clock_timestamp() - counted_at)))::bigint, ?)
                )
            WHERE id = ? AND ended_at IS NULL
            """;

    // A root that was passed over may go later; one that was quarantined stays so. One that has lost rows is never
    // merely
    // skipped. One that another worker drains is that worker's.
    // language=SQL
    private static final String ROOTS = """
            INSERT INTO coppice.campaign_root AS r (campaign_id, root_key, state, code, reason, noted_at)
            SELECT ?, k.root_key, u.state, u.code, u.reason, clock_timestamp()
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS u (key_text, state, code, reason)
            CROSS JOIN LATERAL (SELECT u.key_text::text[] AS root_key) AS k
            ON CONFLICT (campaign_id, root_key) DO UPDATE
            SET state = CASE WHEN r.drained > 0 AND excluded.state = 'skipped' THEN 'quarantined' ELSE excluded.state END,
                code = CASE WHEN r.drained > 0 AND excluded.state <> 'gone' THEN 'partly-drained' ELSE excluded.code END,
                reason = excluded.reason || CASE
                    WHEN r.drained > 0 AND excluded.state <> 'gone' THEN
                        ' ' || r.drained || ' rows that belonged to it are gone: restore them from campaign '
                            || r.campaign_id || ' if it is to stay whole.'
                    ELSE ''
                END,
                way = NULL,
                worker = NULL,
                noted_at = excluded.noted_at
            WHERE r.state <> 'draining' OR r.worker = ?
            """;

    // language=SQL
    private static final String LOOK_AGAIN = """
            UPDATE coppice.campaign_root
            SET state = 'gone', code = 'again', reason = 'Others had it locked; it is looked at once more at the end.'
            WHERE campaign_id = ? AND state = 'skipped' AND code = 'locked'
            """;

    // language=SQL
    private static final String COUNT_ROOTS = """
            UPDATE coppice.campaign AS c
            SET quarantined = n.quarantined, skipped = n.skipped
            FROM (
                SELECT
                    count(*) FILTER (WHERE state = 'quarantined') AS quarantined,
                    count(*) FILTER (WHERE state = 'skipped') AS skipped
                FROM coppice.campaign_root
                WHERE campaign_id = ?
            ) AS n
            WHERE c.id = ?
            """;

    // language=SQL
    private static final String LEFT = """
            SELECT root_key, state, code, reason
            FROM coppice.campaign_root
            WHERE campaign_id = ? AND state IN ('skipped', 'quarantined')
            ORDER BY state = 'skipped', noted_at, root_key
            LIMIT ?
            """;

    private final DSLContext transaction;
    private final Slot slot;
    private final long campaign;

    /** The ledger of a campaign as a transaction sees and writes it. */
    public ChunkLedger(DSLContext transaction, long campaign) {
        this(transaction, Slot.first(campaign));
    }

    /** The same for one of its workers. */
    public ChunkLedger(DSLContext transaction, Slot slot) {
        this.transaction = transaction;
        this.slot = slot;
        this.campaign = slot.campaign();
    }

    /**
     * Enters a chunk; its number, which follows that of the last one. Chunks of other workers wait from here to the commit, so
     * the order of numbers is that of the commits. Empty when with what others have removed meanwhile it would exceed a limit,
     * or when the campaign is not at work any more: then it must be rolled back.
     */
    public OptionalLong enter(ChunkEntry entry) {
        var counted = transaction.fetchOptional(
                SUMS, entry.roots(), entry.deleted(), entry.edited(), campaign, entry.deleted(), entry.roots());
        if (counted.isEmpty()) {
            return OptionalLong.empty();
        }
        long number = counted.get().get("chunks", Long.class);
        transaction.execute(CHUNK, campaign, number, entry.kind(), entry.roots(), entry.deleted(), entry.edited(), (int)
                entry.took().toMillis());
        var tables = List.copyOf(entry.tables().entrySet());
        transaction.execute(
                TABLES,
                campaign,
                texts(tables, table -> table.getKey().schema()),
                texts(tables, table -> table.getKey().name()),
                numbers(tables.stream().map(table -> table.getValue()).map(Taken::deleted)),
                numbers(tables.stream().map(table -> table.getValue()).map(Taken::edited)));
        return OptionalLong.of(number);
    }

    /** Notes where the worker stands and what was learnt; {@code skippedLocked} counts only at the end of the last pass. */
    public void advance(Progress progress) {
        new WorkerLedger(transaction).move(slot, progress.pass(), progress.position());
        transaction.execute(
                ADVANCE,
                progress.pass().stored(),
                progress.chunkRows(),
                progress.pass() == Pass.DONE ? progress.skippedLocked() : null,
                progress.took().toMillis(),
                progress.took().toMillis(),
                progress.took().toMillis(),
                campaign);
    }

    /** Roots that were left behind, quarantined ones first. */
    public List<RootLeft> left(int limit) {
        return transaction
                .fetch(LEFT, campaign, limit)
                .map(row -> new RootLeft(
                        List.of(row.get("root_key", String[].class)),
                        row.get("state", String.class).equals("quarantined"),
                        row.get("code", String.class),
                        row.get("reason", String.class)));
    }

    /** Notes what became of roots that did not simply go. */
    public void note(List<RootNote> roots) {
        if (roots.isEmpty()) {
            return;
        }
        transaction.execute(
                ROOTS,
                campaign,
                texts(roots, root -> arrayLiteral(root.key())),
                texts(roots, root -> root.state().stored()),
                texts(roots, RootNote::code),
                texts(roots, RootNote::reason),
                slot.worker());
        countRoots();
    }

    /** Takes back that roots stay which others had locked: the last pass looks at them, and notes them again if they do. */
    public void lookAgain() {
        transaction.execute(LOOK_AGAIN, campaign);
        countRoots();
    }

    /** Brings the counters of quarantined and skipped roots in line with what was noted. */
    public void countRoots() {
        // They are counted as they are once no other worker can note one.
        new CampaignLedger(transaction).lock(campaign);
        transaction.execute(COUNT_ROOTS, campaign, campaign);
    }

    static String arrayLiteral(List<String> values) {
        return values.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> String[] texts(List<T> items, Function<T, String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }

    private static Long[] numbers(Stream<Long> values) {
        return values.toArray(Long[]::new);
    }

    /**
     * Where the walk stands.
     *
     * @param pass how far the campaign has come
     * @param position the last root looked at
     * @param chunkRows the size of the next chunk
     * @param took how long a process has worked since this was last noted
     * @param skippedLocked eligible roots left because they were locked
     */
    public record Progress(Pass pass, List<String> position, int chunkRows, Duration took, long skippedLocked) {
        /** Copies the position. */
        public Progress {
            position = List.copyOf(position);
        }
    }
}
