package dev.coppice.settings.internal.read;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each notification, and regularly without: behind a pooler that gives connections away after each transaction none
 * ever comes. Holds one connection; while it has none, nothing is known, and it tries to get one.
 */
final class Watch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.settings");
    private static final String CHANNEL = "coppice_settings";
    private static final String NO_TABLE = "42P01";
    private static final int SLICE_MILLIS = 100; // how long closing may take
    private static final int SILENCE_MILLIS = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final DataSource source;
    private final String schema;
    private final Looks looks;
    private final long everyNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "coppice-settings-watch");
    private boolean up = true;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Watch(DataSource source, String schema, Looks looks, Duration every) {
        this.source = source;
        this.schema = schema;
        this.looks = looks;
        this.everyNanos = every.toNanos();
        thread.setDaemon(true);
    }

    Watch start() {
        thread.start();
        return this;
    }

    @Override
    public void run() {
        while (!isClosed(0)) {
            try {
                Sql.impatient(source, SILENCE_MILLIS, connection -> {
                    watch(connection);
                    return connection;
                });
            } catch (SQLException | RuntimeException lost) { // a pool may throw anything, and the watch must go on
                tellLost(lost);
            }
            looks.lost();
            if (isClosed(pauseMillis)) {
                return;
            }
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Ends the watch; its connection is given back when this returns. */
    void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofMillis(2L * SILENCE_MILLIS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Connection connection) throws SQLException {
        execute(connection, "LISTEN " + CHANNEL);
        var notified = connection.unwrap(PGConnection.class);
        while (true) {
            looks.look(connection);
            tellBack();
            if (!awaitNotification(notified)) {
                execute(connection, "UNLISTEN " + CHANNEL);
                return;
            }
        }
    }

    /** Whether it is time to look again; else the watch was closed. */
    private boolean awaitNotification(PGConnection connection) throws SQLException {
        long since = System.nanoTime();
        while (!isClosed(0)) {
            if (System.nanoTime() - since >= everyNanos || isOurs(connection.getNotifications(SLICE_MILLIS))) {
                return true;
            }
        }
        return false;
    }

    private boolean isOurs(PGNotification[] notifications) {
        return notifications != null
                && Arrays.stream(notifications)
                        .anyMatch(notification -> notification.getParameter().equals(schema));
    }

    private boolean isClosed(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    private void tellBack() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        if (!up) {
            up = true;
            LOG.info("settings of schema {} are watched again, and kept in memory", schema);
        }
    }

    private void tellLost(Exception lost) {
        if (!up) {
            return;
        }
        up = false;
        LOG.debug("settings of schema {} cannot be watched", schema, lost);
        if (lost instanceof SQLException told && NO_TABLE.equals(told.getSQLState())) {
            LOG.info("settings of schema {} are not installed yet; they are watched as soon as they are", schema);
        } else {
            LOG.warn("settings of schema {} cannot be watched; until they can, each read asks the database", schema);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
