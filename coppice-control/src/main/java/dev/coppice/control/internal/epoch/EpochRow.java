package dev.coppice.control.internal.epoch;

import static dev.coppice.control.internal.tables.HoldEpochTable.EPOCH;
import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_AT;
import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_BY;
import static dev.coppice.control.internal.tables.HoldEpochTable.FROZEN_REASON;
import static dev.coppice.control.internal.tables.HoldEpochTable.HOLD_EPOCH;

import dev.coppice.control.FreezeState.Frozen;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The locks of {@code coppice.hold_epoch}.
 *
 * <p>A chunk holds the row {@code FOR SHARE}; a change of holds or freeze updates it. Row locks alone are unfair: while one
 * chunk shares the row, later chunks may join it without queueing behind a waiting update, and enough workers keep a freeze
 * out for ever. So a change first takes the table in EXCLUSIVE mode. Table locks queue in order: the change waits for the
 * chunks that run (their share lock includes ROW SHARE on the table), and every later chunk waits behind the change.
 */
public final class EpochRow {
    private EpochRow() {}

    /** Shares the row until the transaction ends. */
    public static Record share(DSLContext transaction) {
        return Joined.waiting(
                chunkBusy(),
                () -> transaction
                        .select(EPOCH, FROZEN_AT, FROZEN_BY, FROZEN_REASON)
                        .from(HOLD_EPOCH)
                        .forShare()
                        .fetchOptional()
                        .orElseThrow(EpochRow::lost));
    }

    /** Waits for the chunks that run, keeps others from beginning until the transaction ends, and reads the row. */
    public static Record change(DSLContext transaction) {
        return Joined.waiting(changeBusy(), () -> {
            transaction.execute("LOCK TABLE coppice.hold_epoch IN EXCLUSIVE MODE");
            return transaction
                    .update(HOLD_EPOCH)
                    .set(EPOCH, EPOCH.plus(1))
                    .returning(EPOCH, FROZEN_AT, FROZEN_BY, FROZEN_REASON)
                    .fetchOptional()
                    .orElseThrow(EpochRow::lost);
        });
    }

    /** The freeze a row tells of. */
    public static Optional<Frozen> frozen(Record row) {
        return Optional.ofNullable(row.get(FROZEN_AT))
                .map(since -> new Frozen(since.toInstant(), row.get(FROZEN_BY), row.get(FROZEN_REASON)));
    }

    private static IllegalStateException lost() {
        return new IllegalStateException("coppice.hold_epoch has lost its row");
    }

    private static Fault chunkBusy() {
        return Fault.of("chunk.epoch-busy", Kind.CONFLICT)
                .refused("The chunk could not begin.")
                .found("A hold, a release or a freeze is being written and did not end within the lock time-out.")
                .changed("Nothing was changed.")
                .next("Roll back and try again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    private static Fault changeBusy() {
        return Fault.of("hold.chunk-running", Kind.CONFLICT)
                .refused("Holds and freeze could not be changed.")
                .found("A chunk was running and did not end within the lock time-out.")
                .changed("Nothing was changed.")
                .next("Roll back and try again, with a longer lock time-out if chunks run long.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}
