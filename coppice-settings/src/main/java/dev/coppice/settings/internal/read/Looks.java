package dev.coppice.settings.internal.read;

import dev.coppice.ops.internal.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one look after another, the watch's and those asked for, and notes when the last one began. Safe for any thread. */
final class Looks {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.settings");
    private static final int PATIENCE_MILLIS = 2_000;

    private final ReentrantLock one = new ReentrantLock();
    private final ChangeLog changes;
    private final Marks marks;
    private final Freshness freshness;
    private final PausePoint pause;

    Looks(ChangeLog changes, Marks marks, Freshness freshness, PausePoint pause) {
        this.changes = changes;
        this.marks = marks;
        this.freshness = freshness;
        this.pause = pause;
    }

    /** The watch's look. */
    void look(Connection connection) throws SQLException {
        one.lock();
        try {
            take(connection);
            changes.cut(connection);
        } finally {
            one.unlock();
        }
        pause.reached("settings.looked");
    }

    /** A look at once; forgets everything where it cannot be taken. */
    void lookNow(DataSource source) {
        try {
            if (one.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    Sql.impatient(source, PATIENCE_MILLIS, connection -> {
                        take(connection);
                        return connection;
                    });
                    return;
                } finally {
                    one.unlock();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException failure) { // a pool may throw anything, and this must not
            LOG.debug("settings could not be looked at; everything is forgotten", failure);
        }
        marks.markEverything();
    }

    /** There is nobody who looks any more. */
    void lost() {
        one.lock();
        try {
            freshness.lost();
            changes.startOver();
        } finally {
            one.unlock();
        }
        pause.reached("settings.lost");
    }

    private void take(Connection connection) throws SQLException {
        long began = freshness.now();
        changes.look(connection);
        freshness.looked(began);
    }
}
