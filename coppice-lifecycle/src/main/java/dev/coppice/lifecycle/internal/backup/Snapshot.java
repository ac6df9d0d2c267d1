package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One moment of the database, held by one transaction and seen by as many others as are wanted: each has locks of its own, and
 * gives them back when it is closed. READ ONLY, all of them.
 *
 * <p>The holder is also the turn: one backup of a resource at a time. Its transaction holds an advisory lock, so when the process
 * dies the lock is gone, and whoever comes next knows that a backup "writing" is written by nobody.
 */
final class Snapshot implements AutoCloseable {
    /** The first half of the key of the advisory lock; the second is made of kind and id. */
    static final int BACKUP = 0x636f7062;

    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final String ALL_ROWS = "SET LOCAL row_security = off";
    private static final Pattern NAME = Pattern.compile("[0-9A-F-]+");

    private final DataSource database;
    private final ResourceId resource;
    private final Connection holder;
    private final String name;

    private Snapshot(DataSource database, ResourceId resource, Connection holder, String name) {
        this.database = database;
        this.resource = resource;
        this.holder = holder;
        this.name = name;
    }

    /**
     * Takes the turn, or is refused at once.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.busy}
     */
    static Snapshot of(DataSource database, ResourceId resource) throws SQLException {
        var holder = begin(database, "");
        try {
            lock(holder, resource);
            return new Snapshot(database, resource, holder, exported(holder));
        } catch (SQLException | RuntimeException failure) {
            holder.close();
            throw failure;
        }
    }

    private static void lock(Connection holder, ResourceId resource) throws SQLException {
        try (var statement = holder.prepareStatement("SELECT pg_try_advisory_xact_lock(?, hashtext(?))")) {
            statement.setInt(1, BACKUP);
            statement.setString(2, resource.kind() + " " + resource.id());
            try (var row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw BackupFaults.busy(resource);
                }
            }
        }
    }

    private static String exported(Connection holder) throws SQLException {
        try (var statement = holder.createStatement();
                var exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
            exported.next();
            return exported.getString(1);
        }
    }

    /**
     * Gives the moment up, so that the server may clean up what only it could see, and keeps the turn.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.busy} when another took the turn just then
     */
    void forget() throws SQLException {
        holder.rollback();
        Limits.lift(holder);
        lock(holder, resource);
    }

    /** Passes while this is still its turn: a connection may be lost without anybody asking it. */
    void require() throws SQLException {
        try (var statement = holder.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    String name() {
        return name;
    }

    /** Another transaction at the same moment. Closing it ends it. */
    Connection open() throws SQLException {
        return begin(database, moment());
    }

    /** Ends such a transaction, whose locks go with it, and begins another at the same moment. */
    void renew(Connection opened) throws SQLException {
        opened.rollback();
        begin(opened, moment());
    }

    private String moment() {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException("snapshot must be a name of hexadecimal parts, was: " + name);
        }
        return "; SET TRANSACTION SNAPSHOT '" + name + "'";
    }

    @Override
    public void close() throws SQLException {
        holder.close();
    }

    private static Connection begin(DataSource database, String moment) throws SQLException {
        var connection = database.getConnection();
        try {
            var before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            begin(connection, moment);
            return ending(connection, before);
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private static void begin(Connection connection, String moment) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(BEGIN + moment);
            statement.execute(ALL_ROWS);
        }
        Limits.lift(connection);
    }

    // A pool takes connections back as they are: whoever closes one must not leave a transaction in it.
    private static Connection ending(Connection real, boolean autoCommit) {
        return (Connection) Proxy.newProxyInstance(
                Snapshot.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return end(real, autoCommit);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause() == null ? failure : failure.getCause();
                    }
                });
    }

    private static @Nullable Object end(Connection real, boolean autoCommit) throws SQLException {
        try (real) {
            if (!real.isClosed()) {
                real.rollback();
                real.setAutoCommit(autoCommit);
            }
        }
        return null;
    }
}
