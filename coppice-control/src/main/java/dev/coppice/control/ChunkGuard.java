package dev.coppice.control;

import static dev.coppice.control.internal.tables.HoldEpochTable.EPOCH;

import dev.coppice.control.internal.epoch.EpochRow;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import org.jooq.DSLContext;

/** The door every transaction that destroys something goes through first. */
public final class ChunkGuard {
    private ChunkGuard() {}

    /**
     * Lets a chunk begin: every hold and every freeze that has returned success is visible to the statements that follow,
     * and every later one waits until this transaction ends. Make it the first statement of the transaction. Joins the
     * caller's transaction, locks the row of {@code coppice.hold_epoch FOR SHARE}, and waits no longer than the caller's
     * {@code lock_timeout}.
     *
     * @return the number of the epoch, which grows with every change of holds or freeze
     * @throws dev.coppice.ops.CoppiceException {@code freeze.frozen} while everything is frozen, {@code chunk.epoch-busy}
     *     when the lock time-out ended the wait; roll back after either
     */
    public static long enter(DSLContext transaction) {
        var row = EpochRow.share(Joined.transaction(transaction));
        EpochRow.frozen(row).ifPresent(frozen -> {
            throw refusal(frozen).exception();
        });
        return row.get(EPOCH);
    }

    private static Fault refusal(FreezeState.Frozen frozen) {
        return Fault.of("freeze.frozen", Kind.REFUSED)
                .refused("Nothing may be destroyed in this database at present.")
                .found("It was frozen at " + frozen.since() + " by " + frozen.by() + ": " + frozen.reason() + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice unfreeze\" when the reason is gone.");
    }
}
