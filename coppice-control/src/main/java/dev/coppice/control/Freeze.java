package dev.coppice.control;

import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_AT;
import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_BY;
import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_REASON;
import static dev.coppice.control.internal.tables.HoldEpochTable.HOLD_EPOCH;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;

import dev.coppice.control.internal.epoch.EpochRow;
import dev.coppice.control.internal.json.Json;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import org.jooq.DSLContext;

/**
 * The brake that stops everything: one row that no chunk passes while it is set. Bound to the caller's transaction. A change
 * waits for the chunks that run, within the caller's {@code lock_timeout}; no chunk begins after it has committed.
 *
 * <p>Writes its own audit entry. Not for several threads at once, as its transaction is not.
 */
public final class Freeze {
    private static final String SUBJECT = "database";

    private final DSLContext transaction;

    private Freeze(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * The freeze as seen and written by a transaction.
     *
     * @throws IllegalStateException when the connection commits by itself
     */
    public static Freeze in(DSLContext transaction) {
        return new Freeze(Joined.transaction(transaction));
    }

    /** How it stands. Locks nothing. */
    public FreezeState state() {
        return transaction
                .select(FROZEN_AT, FROZEN_BY, FROZEN_REASON)
                .from(HOLD_EPOCH)
                .fetchOptional()
                .flatMap(EpochRow::frozen)
                .<FreezeState>map(frozen -> frozen)
                .orElseGet(FreezeState.Thawed::new);
    }

    /**
     * Lets no further chunk begin.
     *
     * @throws dev.coppice.ops.CoppiceException {@code freeze.already-frozen}, {@code hold.chunk-running}
     */
    public void freeze(Act act) {
        EpochRow.frozen(EpochRow.change(transaction)).ifPresent(frozen -> {
            throw alreadyFrozen(frozen).exception();
        });
        transaction
                .update(HOLD_EPOCH)
                .set(FROZEN_AT, CLOCK)
                .set(FROZEN_BY, act.actor())
                .set(FROZEN_REASON, act.reason())
                .execute();
        AuditTrail.in(transaction).append(AuditEvent.of(act, "freeze.frozen", SUBJECT));
    }

    /**
     * Lets chunks begin again.
     *
     * @throws dev.coppice.ops.CoppiceException {@code freeze.not-frozen}, {@code hold.chunk-running}
     */
    public void unfreeze(Act act) {
        var frozen = EpochRow.frozen(EpochRow.change(transaction))
                .orElseThrow(() -> notFrozen().exception());
        transaction
                .update(HOLD_EPOCH)
                .setNull(FROZEN_AT)
                .setNull(FROZEN_BY)
                .setNull(FROZEN_REASON)
                .execute();
        var before = Json.object("since", frozen.since(), "by", frozen.by(), "reason", frozen.reason());
        AuditTrail.in(transaction)
                .append(AuditEvent.of(act, "freeze.unfrozen", SUBJECT).before(Json.compact(before)));
    }

    private static Fault alreadyFrozen(FreezeState.Frozen frozen) {
        return Fault.of("freeze.already-frozen", Kind.CONFLICT)
                .refused("The database was not frozen anew.")
                .found("It is frozen since " + frozen.since() + " by " + frozen.by() + ": " + frozen.reason() + ".")
                .changed("Nothing was changed; no chunk begins.")
                .next("Unfreeze it first if the reason has to change.");
    }

    private static Fault notFrozen() {
        return Fault.of("freeze.not-frozen", Kind.CONFLICT)
                .refused("The database was not unfrozen.")
                .found("It is not frozen.")
                .changed("Nothing was changed.")
                .next("Nothing needs to be done: chunks may begin.");
    }
}
