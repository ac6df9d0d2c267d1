package dev.coppice.testkit;

import dev.coppice.testkit.internal.fault.FaultCounter;
import dev.coppice.testkit.internal.fault.FaultyConnection;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose statements and commits are counted and one of which can be made to fail. Safe for any thread; the
 * count goes over all its connections.
 *
 * <p>A cut closes the socket, so the server sees it, and the caller gets what pgjdbc gives on a lost connection: SQLSTATE
 * 08006 and a closed connection. A raised error is raised by the server itself, inside the transaction, unless that is
 * aborted already.
 *
 * <p>Connections can be unwrapped to {@code PGConnection} and {@code BaseConnection} and are still counted there, COPY
 * included, which fails before it starts or after its last row. Not counted: rollback, reading from a result set,
 * {@code DatabaseMetaData}, large objects, settings such as {@code setTransactionIsolation}, and what is done on the driver's own class after unwrapping to it.
 */
public final class FaultyDataSource implements DataSource {
    private final DataSource real;
    private final FaultCounter counter = new FaultCounter();

    private FaultyDataSource(DataSource real) {
        this.real = real;
    }

    /** Wraps a data source; nothing fails before {@link #arm}. */
    public static FaultyDataSource over(DataSource real) {
        return new FaultyDataSource(real);
    }

    /** Starts counting from one and fails the call the fault names; it happens once. */
    public void arm(PlannedFault fault) {
        counter.arm(fault);
    }

    /** Nothing fails any more. */
    public void disarm() {
        counter.disarm();
    }

    /** Whether the armed fault has happened. */
    public boolean met() {
        return counter.met();
    }

    /** Statements since the last {@link #arm}, or since the beginning. */
    public int statements() {
        return counter.statements();
    }

    /** Commits since the last {@link #arm}, or since the beginning. */
    public int commits() {
        return counter.commits();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return FaultyConnection.over(real.getConnection(), counter);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return FaultyConnection.over(real.getConnection(user, password), counter);
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.coppice.testkit");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || real.isWrapperFor(type);
    }
}
