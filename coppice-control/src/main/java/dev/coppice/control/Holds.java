package dev.coppice.control;

import static dev.coppice.control.internal.tables.HoldTable.BINDS;
import static dev.coppice.control.internal.tables.HoldTable.HOLD;
import static dev.coppice.control.internal.tables.HoldTable.ID;
import static dev.coppice.control.internal.tables.HoldTable.RELEASED_AT;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;

import dev.coppice.control.internal.epoch.EpochRow;
import dev.coppice.control.internal.hold.HeldTable;
import dev.coppice.control.internal.hold.HoldRows;
import dev.coppice.control.internal.hold.HoldStatements;
import dev.coppice.control.internal.tables.HoldTable;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Holds, bound to the caller's transaction. A hold whose transaction has committed is honoured by every chunk that begins
 * later; placing or releasing one waits for the chunks that run, within the caller's {@code lock_timeout}. To keep that wait
 * short and free of deadlocks, place and release before touching rows that chunks may want.
 *
 * <p>Each change writes its audit entry. Not for several threads at once, as its transaction is not.
 */
public final class Holds {
    private final DSLContext transaction;

    private Holds(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * The holds as seen and written by a transaction.
     *
     * @throws IllegalStateException when the connection commits by itself
     */
    public static Holds in(DSLContext transaction) {
        return new Holds(Joined.transaction(transaction));
    }

    /**
     * Places a hold. The same target may be held any number of times; each hold is released on its own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code hold.unknown-table}, {@code hold.on-partition}, {@code hold.no-key},
     *     {@code hold.bad-key}, {@code hold.until-passed}, {@code hold.chunk-running}
     */
    public Hold place(HoldRequest request) {
        var target = asStored(request.target());
        EpochRow.change(transaction);
        var hold = HoldStatements.insert(transaction, target, request)
                .orElseThrow(() -> untilPassed().exception());
        audit(AuditEvent.of(request.act(), "hold.placed", target.toString()).after(HoldRows.json(hold)));
        return hold;
    }

    /**
     * Releases a hold.
     *
     * @throws dev.coppice.ops.CoppiceException {@code hold.not-found}, {@code hold.already-released},
     *     {@code hold.chunk-running}
     */
    public Hold release(long id, Act act) {
        EpochRow.change(transaction);
        var released = transaction
                .update(HOLD)
                .set(RELEASED_AT, CLOCK)
                .set(HoldTable.RELEASED_BY, act.actor())
                .set(HoldTable.RELEASE_REASON, act.reason())
                .where(ID.eq(id))
                .and(RELEASED_AT.isNull())
                .execute();
        var hold = find(id).orElseThrow(() -> notFound(id).exception());
        if (released == 0) {
            throw alreadyReleased(hold).exception();
        }
        audit(AuditEvent.of(act, "hold.released", hold.target().toString()).before(HoldRows.json(hold)));
        return hold;
    }

    /** A hold by its number. */
    public Optional<Hold> find(long id) {
        return HoldStatements.select(transaction, ID.eq(id), 1).stream().findFirst();
    }

    /** One page, oldest first; {@code next} goes into {@link HoldQuery#after(long)}. */
    public Listing<Hold> list(HoldQuery query) {
        var wanted = ID.gt(query.after())
                .and(query.binding() ? BINDS : noCondition())
                .and(query.target().map(this::asStored).map(HoldRows::on).orElse(noCondition()));
        var holds = HoldStatements.select(transaction, wanted, query.limit() + 1);
        var items = holds.stream().limit(query.limit()).toList();
        return new Listing<>(
                items,
                holds.size() > query.limit() ? OptionalLong.of(items.getLast().id()) : OptionalLong.empty());
    }

    /**
     * That a row is not held, for the statement that claims or deletes it. Binds as it should only in statements that begin
     * after {@link ChunkGuard#enter}, under {@code DateStyle 'ISO, YMD'}, {@code IntervalStyle 'postgres'}, {@code TimeZone
     * 'UTC'}, {@code extra_float_digits 1} and {@code bytea_output 'hex'}.
     *
     * @param table the table; of a partitioned table the topmost
     * @param key the columns of the primary key in its order, as the statement names them; empty for a table without one
     */
    public static Condition notHeld(TableName table, List<? extends Field<?>> key) {
        var whole = HoldTable.ROW_KEY.isNull();
        var texts = key.stream().map(column -> column.cast(SQLDataType.CLOB)).toList();
        var row = DSL.field("array[{0}]", SQLDataType.CLOB.array(), DSL.list(texts));
        return DSL.notExists(selectOne()
                .from(HOLD)
                .where(HoldRows.of(table))
                .and(BINDS)
                .and(key.isEmpty() ? whole : whole.or(HoldTable.ROW_KEY.eq(row))));
    }

    /** That a resource is not held, for the statement that acts on it. Binds only after {@link ChunkGuard#enter}. */
    public static Condition resourceNotHeld(String kind, Field<String> id) {
        return DSL.notExists(selectOne()
                .from(HOLD)
                .where(HoldTable.RESOURCE_KIND.eq(kind))
                .and(HoldTable.RESOURCE_ID.eq(id))
                .and(BINDS));
    }

    private HoldTarget asStored(HoldTarget target) {
        return switch (target) {
            case HoldTarget.Row row -> {
                var table = HeldTable.find(transaction, row.table());
                yield new HoldTarget.Row(row.table(), table.spell(transaction, row.key()));
            }
            case HoldTarget.WholeTable whole -> {
                HeldTable.find(transaction, whole.table());
                yield whole;
            }
            case HoldTarget.Resource resource -> resource;
        };
    }

    private void audit(AuditEvent event) {
        AuditTrail.in(transaction).append(event);
    }

    private static Fault untilPassed() {
        return Fault.of("hold.until-passed", Kind.USAGE)
                .refused("The hold was not placed.")
                .found("Its end lies in the past by the database's clock.")
                .changed("Nothing is held.")
                .next("Give an end in the future, or none.");
    }

    private static Fault notFound(long id) {
        return Fault.of("hold.not-found", Kind.NOT_FOUND)
                .refused("Hold " + id + " was not released.")
                .found("There is no hold of this number.")
                .changed("Nothing was changed.")
                .next("Run \"coppice hold list\" for the numbers.");
    }

    private static Fault alreadyReleased(Hold hold) {
        var release = hold.release().orElseThrow();
        return Fault.of("hold.already-released", Kind.CONFLICT)
                .refused("Hold " + hold.id() + " was not released.")
                .found("It was released at " + release.at() + " by "
                        + release.act().actor() + ".")
                .changed("Nothing was changed.")
                .next("Nothing needs to be done: it no longer binds.");
    }
}
