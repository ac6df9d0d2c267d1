package dev.coppice.prune.internal.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What a row of {@code coppice.campaign} says of a time window, read and written inside the caller's transaction. */
public final class WindowLedger {
    // language=SQL
    private static final String NOTE = """
            UPDATE coppice.campaign
            SET time_window = ?::text,
                window_overridden_until = CASE WHEN ?::text IS NOT NULL THEN window_overridden_until END
            WHERE id = ? AND time_window IS DISTINCT FROM ?::text
            """;

    // language=SQL
    private static final String OVERRIDE = """
            UPDATE coppice.campaign
            SET window_overridden_until = ?::timestamptz
            WHERE id = ? AND (window_overridden_until < ?::timestamptz OR window_overridden_until IS NULL)
            """;

    private final DSLContext transaction;

    /** The ledger as a transaction sees and writes it. */
    public WindowLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** Notes which window whoever works on a campaign keeps to, if any. */
    public void note(long campaign, @Nullable String window) {
        transaction.execute(NOTE, window, window, campaign, window);
    }

    /** Lets a campaign go on outside of its window until an instant; whether that is later than before. */
    public boolean override(long campaign, Instant until) {
        var at = until.atOffset(ZoneOffset.UTC);
        return transaction.execute(OVERRIDE, at, campaign, at) == 1;
    }

    /** The window that a campaign keeps to. */
    public Optional<String> window(long campaign) {
        return transaction
                .fetchOptional("SELECT time_window FROM coppice.campaign WHERE id = ?", campaign)
                .map(row -> row.get("time_window", String.class));
    }

    /** Until when a campaign may go on outside of its window. */
    public Optional<Instant> overriddenUntil(long campaign) {
        return transaction
                .fetchOptional("SELECT window_overridden_until FROM coppice.campaign WHERE id = ?", campaign)
                .flatMap(WindowLedger::until);
    }

    /** The same of the unfinished campaign of a policy. */
    public Optional<Instant> overriddenUntil(String policy) {
        return transaction
                .fetchOptional(
                        "SELECT window_overridden_until FROM coppice.campaign WHERE policy = ? AND ended_at IS NULL",
                        policy)
                .flatMap(WindowLedger::until);
    }

    private static Optional<Instant> until(Record row) {
        return Optional.ofNullable(row.get("window_overridden_until", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }
}
