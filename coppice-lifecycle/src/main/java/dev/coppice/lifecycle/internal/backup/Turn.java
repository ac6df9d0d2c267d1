package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One backup of a resource at a time. While a process has its turn, a transaction of its own holds an advisory lock: when the
 * process dies the lock is gone, and whoever comes next knows that a backup "writing" is written by nobody.
 */
final class Turn implements AutoCloseable {
    /** The first half of the key of the advisory lock; the second is made of kind and id. */
    static final int BACKUP = 0x636f7062;

    private final Connection connection;
    private final boolean autoCommit;

    private Turn(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    /**
     * Takes the turn, or is refused at once.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.busy}
     */
    static Turn of(DataSource database, ResourceId resource) throws SQLException {
        var connection = database.getConnection();
        var turn = new Turn(connection, connection.getAutoCommit());
        try {
            connection.setAutoCommit(false);
            if (!turn.locked(resource)) {
                throw BackupFaults.busy(resource);
            }
            return turn;
        } catch (SQLException | RuntimeException failure) {
            turn.close();
            throw failure;
        }
    }

    private boolean locked(ResourceId resource) throws SQLException {
        try (var statement = connection.prepareStatement(
                "SELECT pg_try_advisory_xact_lock(?, hashtext(?)), set_config('idle_in_transaction_session_timeout', '0', true)")) {
            statement.setInt(1, BACKUP);
            statement.setString(2, resource.kind() + " " + resource.id());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Passes while the lock is still held: a connection may be lost without anybody asking it. */
    void require() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }
}
