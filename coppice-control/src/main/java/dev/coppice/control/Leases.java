package dev.coppice.control;

import static dev.coppice.control.internal.tables.LeaseTable.ACQUIRED_AT;
import static dev.coppice.control.internal.tables.LeaseTable.EPOCH;
import static dev.coppice.control.internal.tables.LeaseTable.EXPIRES_AT;
import static dev.coppice.control.internal.tables.LeaseTable.HEARTBEAT_AT;
import static dev.coppice.control.internal.tables.LeaseTable.LEASE;
import static dev.coppice.control.internal.tables.LeaseTable.NAME;
import static dev.coppice.control.internal.tables.LeaseTable.OWNER;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static java.util.Objects.requireNonNull;

import dev.coppice.control.internal.tables.LeaseTable;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Leases in the table {@code coppice.lease}: acquired, renewed and released in short transactions of their own, and checked
 * inside the transactions of the work they guard. Safe for any thread. All times are the database's.
 *
 * <p>Name and epoch are a key of the row. Taking over therefore waits for every transaction that passed {@link #require},
 * while a heartbeat does not: a renewal goes on during a long chunk, and no chunk of an old owner commits after a new owner
 * began. An owner whose lease has run out may go on until somebody takes it over.
 */
public final class Leases {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String LOCK_TIMEOUT = "1s";

    private final DSLContext database;

    /** Leases in the database that {@code database} connects to. */
    public Leases(DataSource database) {
        this.database = DSL.using(requireNonNull(database, "database"), SQLDialect.POSTGRES);
    }

    /**
     * Takes the lease if it is free or has run out; of many contenders exactly one succeeds. Waits one second at most for a
     * transaction that still works under the lease. Owns its transaction.
     */
    public LeaseAttempt acquire(String name, String owner, Duration length) {
        Text.required(name, "name");
        Text.required(owner, "owner");
        var end = end(length);
        var living = read(name).filter(row -> row.get(LeaseTable.LIVES));
        if (living.isPresent()) {
            return taken(living);
        }
        try {
            var won = database.transactionResult(
                    configuration -> takeOver(limited(configuration.dsl()), name, owner, end));
            return won.<LeaseAttempt>map(row -> new LeaseAttempt.Acquired(lease(row)))
                    .orElseGet(() -> taken(read(name)));
        } catch (DataAccessException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.sqlState())) {
                return taken(read(name));
            }
            throw failure;
        }
    }

    /**
     * Renews the lease. Owns its transaction; does not wait for transactions that passed {@link #require}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code lease.lost} when another owner has it or it was released
     */
    public Lease heartbeat(Lease lease, Duration length) {
        return database.transactionResult(configuration -> limited(configuration.dsl())
                        .update(LEASE)
                        .set(HEARTBEAT_AT, CLOCK)
                        .set(EXPIRES_AT, end(length))
                        .where(heldAs(lease))
                        .returning(NAME, OWNER, EPOCH, EXPIRES_AT)
                        .fetchOptional())
                .map(Leases::lease)
                .orElseThrow(() -> lost(lease).exception());
    }

    /**
     * Gives the lease back, so that others need not wait for its end. Owns its transaction.
     *
     * @return whether the lease was still the caller's
     */
    public boolean release(Lease lease) {
        return database.transactionResult(configuration -> limited(configuration.dsl())
                        .update(LEASE)
                        .setNull(OWNER)
                        .setNull(ACQUIRED_AT)
                        .setNull(HEARTBEAT_AT)
                        .setNull(EXPIRES_AT)
                        .where(heldAs(lease))
                        .execute())
                == 1;
    }

    /** The lease as it stands; empty when nobody has it. Owns its transaction, locks nothing. */
    public Optional<Lease> find(String name) {
        return read(name).map(Leases::lease);
    }

    /**
     * Passes when the lease is still the caller's, and keeps it so until the transaction ends: a take-over waits, a heartbeat
     * does not. Joins the caller's transaction and locks the lease's row {@code FOR KEY SHARE}; call it first.
     *
     * @throws dev.coppice.ops.CoppiceException {@code lease.lost} when another owner has it or it was released
     */
    public static void require(DSLContext transaction, Lease lease) {
        var held = Joined.transaction(transaction)
                .select(EPOCH)
                .from(LEASE)
                .where(heldAs(lease))
                .forKeyShare()
                .fetchOptional();
        if (held.isEmpty()) {
            throw lost(lease).exception();
        }
    }

    // Two statements: an upsert would fail on the key (name, epoch) when two contenders write the first row at once.
    private static Optional<Record> takeOver(DSLContext dsl, String name, String owner, Field<OffsetDateTime> end) {
        dsl.insertInto(LEASE, NAME, EPOCH)
                .values(name, 1L)
                .onConflictDoNothing()
                .execute();
        return dsl.update(LEASE)
                .set(OWNER, owner)
                .set(EPOCH, EPOCH.plus(1))
                .set(ACQUIRED_AT, CLOCK)
                .set(HEARTBEAT_AT, CLOCK)
                .set(EXPIRES_AT, end)
                .where(NAME.eq(name))
                .and(OWNER.isNull().or(EXPIRES_AT.le(CLOCK)))
                .returning(NAME, OWNER, EPOCH, EXPIRES_AT)
                .fetchOptional();
    }

    private Optional<Record> read(String name) {
        return database.select(NAME, OWNER, EPOCH, EXPIRES_AT, LeaseTable.LIVES)
                .from(LEASE)
                .where(NAME.eq(name))
                .and(OWNER.isNotNull())
                .fetchOptional()
                .map(row -> (Record) row);
    }

    private static DSLContext limited(DSLContext dsl) {
        dsl.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
        return dsl;
    }

    private static Condition heldAs(Lease lease) {
        return NAME.eq(lease.name()).and(OWNER.eq(lease.owner())).and(EPOCH.eq(lease.epoch()));
    }

    private static Field<OffsetDateTime> end(Duration length) {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("length must be positive, was: " + length);
        }
        return LeaseTable.after(length);
    }

    private static Lease lease(Record row) {
        return new Lease(
                row.get(NAME),
                row.get(OWNER),
                row.get(EPOCH),
                row.get(EXPIRES_AT).toInstant());
    }

    private static LeaseAttempt taken(Optional<Record> row) {
        return new LeaseAttempt.Taken(row.map(Leases::lease));
    }

    private static Fault lost(Lease lease) {
        return Fault.of("lease.lost", Kind.CONFLICT)
                .refused("The lease \"" + lease.name() + "\" is no longer held by \"" + lease.owner()
                        + "\" under epoch " + lease.epoch() + ".")
                .found("It was released, or it ran out and another owner took it over.")
                .changed("Nothing was changed under the old epoch.")
                .next("Stop this work; whoever has the lease goes on from the last commit.")
                .leaving(Effect.NONE, Retry.NEVER);
    }
}
