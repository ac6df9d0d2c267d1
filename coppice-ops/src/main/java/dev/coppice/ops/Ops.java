package dev.coppice.ops;

import java.sql.Connection;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs ops in transactions, READ COMMITTED. A value for any thread, except one that joins a connection, which belongs to
 * that connection's thread.
 *
 * <p>On a data source, each call opens a transaction, commits when the function returns and rolls back when it throws. A
 * serialization failure, a deadlock and a connection lost before the commit are tried again, five times in all, after 100
 * ms doubling to 2 s, give or take a fifth: <b>the function is called again</b> and must have no effect outside of the
 * database. Nothing else is tried again; a connection lost during the commit leaves {@link Effect#UNKNOWN}. All settings
 * are made for the transaction alone, so it works behind a pooler of transactions.
 *
 * <p>On a connection, each call is one savepoint of the caller's transaction: a call that fails leaves that transaction
 * usable. Nothing is committed and nothing tried again.
 */
public interface Ops {
    /** Ops with transactions of their own and the default settings of {@link OpsBuilder}. */
    static Ops on(DataSource source) {
        return builder(source).build();
    }

    /**
     * Ops inside the transaction that is open on {@code connection}, with default settings. An {@code …All} leaves initially
     * deferred constraints deferred, whatever the caller had set them to; what was pending before is checked by it.
     */
    static Ops joining(Connection connection) {
        return builder(connection).build();
    }

    /** Begins ops with transactions of their own. */
    static OpsBuilder builder(DataSource source) {
        return new OpsBuilder(source, null);
    }

    /** Begins ops inside the transaction that is open on {@code connection}. */
    static OpsBuilder builder(Connection connection) {
        return new OpsBuilder(null, connection);
    }

    /**
     * Runs reads in one transaction, READ ONLY unless it is the caller's.
     *
     * @throws CoppiceException whatever the database refuses; {@code joining.…} when the caller's transaction cannot be joined
     */
    <T extends @Nullable Object> T read(Function<ReadOps, T> work);

    /**
     * Runs reads and writes in one transaction.
     *
     * @throws CoppiceException whatever the database refuses; {@code joining.…} when the caller's transaction cannot be joined
     */
    <T extends @Nullable Object> T write(Function<WriteOps, T> work);

    /** The same ops without a second try. */
    Ops noRetry();
}
