package dev.coppice.ops;

import static java.util.Objects.requireNonNull;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.internal.transaction.JoinedTransaction;
import dev.coppice.ops.internal.transaction.Limits;
import dev.coppice.ops.internal.transaction.Meters;
import dev.coppice.ops.internal.transaction.OwnTransactions;
import dev.coppice.ops.internal.transaction.ParkingWaiter;
import dev.coppice.ops.internal.transaction.Transactions;
import dev.coppice.ops.internal.write.SessionOps;
import dev.coppice.ops.spi.OpMeters;
import dev.coppice.ops.spi.Waiter;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds {@link Ops}. For one thread. */
public final class OpsBuilder {
    private final @Nullable DataSource source;
    private final @Nullable Connection connection;
    private Limits limits = Limits.DEFAULT;
    private Waiter waiter = new ParkingWaiter();
    private @Nullable OpMeters meters;
    private String layer = "ops";
    private PausePoint pausePoint = PausePoint.NONE;

    OpsBuilder(@Nullable DataSource source, @Nullable Connection connection) {
        this.source = source;
        this.connection = connection;
    }

    /** How long one statement may run; 30 s unless given. Set by {@code SET LOCAL}. */
    public OpsBuilder statementTimeout(Duration longest) {
        limits = new Limits(longest, limits.lock());
        return this;
    }

    /** How long one statement may wait for a lock; 5 s unless given. Set by {@code SET LOCAL}. */
    public OpsBuilder lockTimeout(Duration longest) {
        limits = new Limits(limits.statement(), longest);
        return this;
    }

    /** How to wait between two tries; by the clock unless given. */
    public OpsBuilder waiter(Waiter other) {
        waiter = other;
        return this;
    }

    /** Where figures go; nowhere unless given. */
    public OpsBuilder meters(OpMeters target) {
        if (meters != null) {
            throw new IllegalStateException(
                    "meters(" + meters + ") was already called; ops have one place for figures");
        }
        meters = target;
        return this;
    }

    /** The layer that figures are tagged with; {@code ops} unless given. */
    public OpsBuilder layer(String name) {
        layer = name;
        return this;
    }

    /** Where a test may stop a thread. */
    OpsBuilder pausePoint(PausePoint other) {
        pausePoint = other;
        return this;
    }

    /** The ops. */
    public Ops build() {
        var figures = new Meters(meters, layer);
        Transactions transactions = source == null
                ? new JoinedTransaction(requireNonNull(connection), limits, pausePoint)
                : new OwnTransactions(source, limits, pausePoint);
        var once = new SessionOps(transactions, transactions, figures);
        return source == null ? once : once.retried(waiter);
    }
}
