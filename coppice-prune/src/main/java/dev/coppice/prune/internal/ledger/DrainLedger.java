package dev.coppice.prune.internal.ledger;

import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** The root a campaign is draining, and how far it has come: one at a time. */
public final class DrainLedger {
    // language=SQL
    private static final String FIND = """
            SELECT root_key, drained
            FROM coppice.campaign_root
            WHERE campaign_id = ? AND state = 'draining'
            """;

    // language=SQL
    private static final String WAY = """
            SELECT u.step::text[] AS step
            FROM coppice.campaign_root AS r
            CROSS JOIN LATERAL unnest(r.way) WITH ORDINALITY AS u (step, ord)
            WHERE r.campaign_id = ? AND r.state = 'draining'
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
            INSERT INTO coppice.campaign_root (campaign_id, root_key, state, code, reason, way, noted_at)
            VALUES (?, ?::text[], 'draining', 'heavy', ?, '{}', clock_timestamp())
            ON CONFLICT (campaign_id, root_key) DO UPDATE
            SET state = 'draining', code = 'heavy', reason = excluded.reason, way = '{}', noted_at = excluded.noted_at
            """;

    // language=SQL
    private static final String MOVE = """
            UPDATE coppice.campaign_root
            SET way = ?::text[], drained = drained + ?
            WHERE campaign_id = ? AND state = 'draining'
            """;

    private final DSLContext transaction;
    private final long campaign;

    /** The ledger of a campaign as a transaction sees and writes it. */
    public DrainLedger(DSLContext transaction, long campaign) {
        this.transaction = transaction;
        this.campaign = campaign;
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
                .fetchOptional(FIND, campaign)
                .map(row -> new Draining(
                        List.of(row.get("root_key", String[].class)),
                        row.get("drained", Long.class),
                        transaction.fetch(WAY, campaign).map(step -> List.of(step.get("step", String[].class)))));
    }

    /** Whether a root was drained before, to its end. */
    public boolean drained(List<String> key) {
        return transaction
                .fetchSingle(DRAINED, campaign, key.toArray(String[]::new))
                .get("found", Boolean.class);
    }

    /** Begins to drain a root. */
    public void begin(List<String> key, String reason) {
        transaction.execute(BEGIN, campaign, key.toArray(String[]::new), reason);
    }

    /** Notes where the next chunk goes on, and how many rows are gone. */
    public void move(List<List<String>> way, long gone) {
        transaction.execute(MOVE, way.stream().map(ChunkLedger::arrayLiteral).toArray(String[]::new), gone, campaign);
    }
}
