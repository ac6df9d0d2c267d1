package dev.coppice.lifecycle.internal.backup;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Does something once, just before a connection of a certain number is handed out. */
final class Meddling implements DataSource {
    private final DataSource real;
    private final int number;
    private final Runnable act;
    private final AtomicInteger handedOut = new AtomicInteger();

    Meddling(DataSource real, int number, Runnable act) {
        this.real = real;
        this.number = number;
        this.act = act;
    }

    boolean meddled() {
        return handedOut.get() >= number;
    }

    int handedOut() {
        return handedOut.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (handedOut.incrementAndGet() == number) {
            act.run();
        }
        return real.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("nobody asks for this");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
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
        return Logger.getLogger("dev.coppice.lifecycle");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
