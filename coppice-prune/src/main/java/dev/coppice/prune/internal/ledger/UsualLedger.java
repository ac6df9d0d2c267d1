package dev.coppice.prune.internal.ledger;

import java.util.Optional;
import org.jooq.DSLContext;

/** The limit of a campaign that is reckoned from the ones before it; read and written inside the caller's transaction. */
public final class UsualLedger {
    // The narrower of two limits of roots counts; which one it was is told by the number.
    // language=SQL
    private static final String LIMIT = """
            WITH usual AS (
            %s)
            UPDATE coppice.campaign AS c
            SET usual_limit = usual.roots * ?, root_limit = usual.roots * ?
            FROM usual
            WHERE c.id = ? AND usual.campaigns >= ? AND (c.root_limit IS NULL OR c.root_limit > usual.roots * ?)
            """.formatted(Usual.QUERY.indent(4));

    private final DSLContext transaction;

    /** The ledger as a transaction sees and writes it. */
    public UsualLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** Limits a campaign that was just created to so many times what those of its policy usually took, if that is known. */
    public void limit(String policy, long campaign, long factor) {
        transaction.execute(LIMIT, policy, factor, factor, campaign, Usual.LEAST, factor);
    }

    /** The limit that a campaign was given, if it is the one that counts: nobody has set another. */
    public Optional<Long> limit(long campaign) {
        return transaction
                .fetchOptional(
                        "SELECT usual_limit FROM coppice.campaign WHERE id = ? AND usual_limit = root_limit", campaign)
                .map(row -> row.get("usual_limit", Long.class));
    }
}
