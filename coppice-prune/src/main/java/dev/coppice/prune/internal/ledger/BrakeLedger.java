package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.internal.brake.Held;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows of {@code coppice.campaign_brake}: which brakes hold campaigns, and which did. Written when that changes. */
public final class BrakeLedger {
    // A clock that was set back must not keep a span from ending.
    // language=SQL
    private static final String END = """
            UPDATE coppice.campaign_brake
            SET ended_at = greatest(began_at, clock_timestamp())
            WHERE campaign_id = ? AND ended_at IS NULL
            """;

    // language=SQL
    private static final String END_UNSEEN = END + """
                AND NOT EXISTS (
                    SELECT FROM coppice.campaign_worker AS w
                    WHERE w.campaign_id = campaign_brake.campaign_id AND campaign_brake.brake = ANY (w.brakes)
                )
            """;

    // language=SQL
    private static final String SEE = """
            UPDATE coppice.campaign_worker SET brakes = ?::text[] WHERE campaign_id = ? AND worker = ?
            """;

    // language=SQL
    private static final String BEGIN = """
            INSERT INTO coppice.campaign_brake (campaign_id, brake, reason, utilisation, began_at)
            SELECT ?, h.brake, h.reason, h.utilisation, clock_timestamp()
            FROM unnest(?::text[], ?::text[], ?::double precision[]) AS h (brake, reason, utilisation)
            ON CONFLICT (campaign_id, brake) WHERE ended_at IS NULL DO NOTHING
            """;

    // language=SQL
    private static final String SELECT = """
            SELECT brake, reason, utilisation, began_at, ended_at
            FROM coppice.campaign_brake
            WHERE campaign_id = ?
            ORDER BY ended_at IS NOT NULL, began_at DESC, brake
            LIMIT ?
            """;

    // language=SQL
    private static final String HOLDING = """
            SELECT brake, reason, utilisation, began_at, ended_at
            FROM coppice.campaign_brake
            WHERE campaign_id = ? AND ended_at IS NULL
            ORDER BY began_at DESC, brake
            """;

    private final DSLContext transaction;
    private final long campaign;

    /** The brakes of a campaign as a transaction sees and writes them. */
    public BrakeLedger(DSLContext transaction, long campaign) {
        this.transaction = transaction;
        this.campaign = campaign;
    }

    /** Notes that a worker sees these hold and no others; what nobody sees any more ends. */
    public void hold(Slot slot, List<Held> held) {
        // What others see is read once none of them can change it.
        new CampaignLedger(transaction).lock(campaign);
        // What a process saw that was killed, nobody sees any more.
        new WorkerLedger(transaction).buryBeside(slot);
        transaction.execute(SEE, texts(held, each -> each.brake().word()), campaign, slot.worker());
        transaction.execute(END_UNSEEN, campaign);
        if (!held.isEmpty()) {
            transaction.execute(
                    BEGIN,
                    campaign,
                    texts(held, each -> each.brake().word()),
                    texts(held, Held::reason),
                    held.stream().map(each -> each.utilisation().orElse(null)).toArray(Double[]::new));
        }
    }

    /** None holds any more. */
    public void end() {
        transaction.execute(END, campaign);
    }

    /** At most so many, those that hold first, then the newest. */
    public List<BrakeSpan> list(int limit) {
        return transaction.fetch(SELECT, campaign, limit).map(BrakeLedger::span);
    }

    /** Those that hold. */
    public List<BrakeSpan> holding() {
        return transaction.fetch(HOLDING, campaign).map(BrakeLedger::span);
    }

    private static BrakeSpan span(Record row) {
        return new BrakeSpan(
                BrakeName.of(row.get("brake", String.class)),
                row.get("reason", String.class),
                Optional.ofNullable(row.get("utilisation", Double.class)),
                row.get("began_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.get("ended_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }

    private static String[] texts(List<Held> held, Function<Held, String> text) {
        return held.stream().map(text).toArray(String[]::new);
    }
}
