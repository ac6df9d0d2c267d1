package dev.coppice.settings.internal.read;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** The connections of one node. They can be refused, and those of its watch are known by their server process. */
final class NodeSource extends TestSource {
    private final DataSource real;
    private volatile boolean watchMayConnect = true;
    private volatile boolean othersMayConnect = true;
    private volatile int watcher;

    NodeSource(DataSource real) {
        this.real = real;
    }

    void refuseWatch(boolean refused) {
        watchMayConnect = !refused;
    }

    void refuseOthers(boolean refused) {
        othersMayConnect = !refused;
    }

    /** The server process of the watch's last connection. */
    int watcher() {
        return watcher;
    }

    @Override
    public Connection getConnection() throws SQLException {
        boolean watches = Thread.currentThread().getName().equals("coppice-settings-watch");
        if (watches ? !watchMayConnect : !othersMayConnect) {
            throw new SQLException("refused by the test", "08001");
        }
        var connection = real.getConnection();
        if (watches) {
            watcher = connection.unwrap(PGConnection.class).getBackendPID();
        }
        return connection;
    }
}
