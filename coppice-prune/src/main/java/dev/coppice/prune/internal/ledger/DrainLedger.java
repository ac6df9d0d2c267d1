package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.CampaignWorker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** The root that a worker is draining, and how far it has come: one at a time. */
public final class DrainLedger {
    // language=SQL
    private static final String FIND = """
            SELECT root_key, drained
            FROM coppice.campaign_root
            WHERE campaign_id = ? AND worker = ? AND state = 'draining'
            """;

    // language=SQL
    private static final String WAY = """
            SELECT u.step::text[] AS step
            FROM coppice.campaign_root AS r
            CROSS JOIN LATERAL unnest(r.way) WITH ORDINALITY AS u (step, ord)
            WHERE r.campaign_id = ? AND r.worker = ? AND r.state = 'draining'
            ORDER BY u.ord
            """;

    // language=SQL
    private static final String DRAINED = """
            SELECT EXISTS (
                SELECT FROM coppice.campaign_root
                WHERE campaign_id = ? AND root_key = ?::text[] AND state = 'gone' AND code = 'drained'
            ) AS found
            """;

    // language=SQL
    private static final String BEGIN = """
            INSERT INTO coppice.campaign_root AS r (campaign_id, root_key, state, code, reason, way, worker, noted_at)
            VALUES (?, ?::text[], 'draining', 'heavy', ?, '{}', ?, clock_timestamp())
            ON CONFLICT (campaign_id, root_key) DO UPDATE
            SET state = 'draining', code = 'heavy', reason = excluded.reason, way = '{}', worker = excluded.worker,
                noted_at = excluded.noted_at
            WHERE r.state <> 'draining'
            """;

    // language=SQL
    private static final String MOVE = """
            UPDATE coppice.campaign_root
            SET way = ?::text[], drained = drained + ?
            WHERE campaign_id = ? AND worker = ? AND state = 'draining'
            """;

    // language=SQL
    private static final String ADOPT = """
            UPDATE coppice.campaign_root
            SET worker = ?
            WHERE campaign_id = ?
                AND root_key = (
                    SELECT root_key
                    FROM coppice.campaign_root
                    WHERE campaign_id = ? AND state = 'draining' AND NOT worker = ANY (?::int[])
                    ORDER BY root_key
                    LIMIT 1
                )
                AND NOT EXISTS (
                    SELECT FROM coppice.campaign_root WHERE campaign_id = ? AND state = 'draining' AND worker = ?
                )
            """;

    // language=SQL
    private static final String ALL = """
            SELECT root_key, worker FROM coppice.campaign_root WHERE campaign_id = ? AND state = 'draining'
            """;

    private final DSLContext transaction;
    private final Slot slot;
    private final long campaign;

    /** What a worker drains, as a transaction sees and writes it. */
    public DrainLedger(DSLContext transaction, Slot slot) {
        this.transaction = transaction;
        this.slot = slot;
        this.campaign = slot.campaign();
    }

    /**
     * A root that is being drained.
     *
     * @param key its key
     * @param drained how many rows below it are gone
     * @param way schema, table and key of each row on the way to where the last chunk stood
     */
    public record Draining(List<String> key, long drained, List<List<String>> way) {
        /** Copies the lists. */
        public Draining {
            key = List.copyOf(key);
            way = way.stream().map(List::copyOf).toList();
        }
    }

    /** The root that is being drained. */
    public Optional<Draining> find() {
        return transaction
                .fetchOptional(FIND, campaign, slot.worker())
                .map(row -> new Draining(
                        List.of(row.get("root_key", String[].class)),
                        row.get("drained", Long.class),
                        transaction
                                .fetch(WAY, campaign, slot.worker())
                                .map(step -> List.of(step.get("step", String[].class)))));
    }

    /** Whether a root was drained before, to its end. */
    public boolean drained(List<String> key) {
        return transaction
                .fetchSingle(DRAINED, campaign, key.toArray(String[]::new))
                .get("found", Boolean.class);
    }

    /** Begins to drain a root, unless another worker does. */
    public void begin(List<String> key, String reason) {
        transaction.execute(BEGIN, campaign, key.toArray(String[]::new), reason, slot.worker());
    }

    /** Goes on with a root whose worker is none of these, if there is one and nothing else is drained. */
    public boolean adopt(List<CampaignWorker> living) {
        var workers = living.stream().map(CampaignWorker::worker).toArray(Integer[]::new);
        return transaction.execute(ADOPT, slot.worker(), campaign, campaign, workers, campaign, slot.worker()) == 1;
    }

    /** The roots that any worker drains, and which one does. */
    public Map<List<String>, Integer> all() {
        return transaction.fetch(ALL, campaign).stream()
                .collect(Collectors.toMap(
                        row -> List.of(row.get("root_key", String[].class)), row -> row.get("worker", Integer.class)));
    }

    /** Notes where the next chunk goes on, and how many rows are gone; false where another goes on with it. */
    public boolean move(List<List<String>> way, long gone) {
        return transaction.execute(
                        MOVE,
                        way.stream().map(ChunkLedger::arrayLiteral).toArray(String[]::new),
                        gone,
                        campaign,
                        slot.worker())
                == 1;
    }
}
