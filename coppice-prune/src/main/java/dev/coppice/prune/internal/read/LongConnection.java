package dev.coppice.prune.internal.read;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection of work in many transactions: kept between them, dropped when it is lost. For one thread. */
public final class LongConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    private final DataSource database;
    private @Nullable Connection connection;

    /** None is opened yet. */
    public LongConnection(DataSource database) {
        this.database = database;
    }

    /** The connection; none before the first and after a lost one. */
    public @Nullable Connection get() {
        return connection;
    }

    /** Opens one, out of auto-commit. */
    public Connection open() throws SQLException {
        var here = database.getConnection();
        connection = here;
        here.setAutoCommit(false);
        return here;
    }

    /** Gives up a connection that cannot be used any more. */
    public void drop() {
        var here = connection;
        connection = null;
        if (here != null) {
            try {
                here.abort(Runnable::run);
                here.close();
            } catch (SQLException gone) {
                LOG.debug("a lost connection was not closed", gone);
            }
        }
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        var here = connection;
        if (here != null) {
            // Given back even where the session is gone, or a pool would miss it.
            try (here) {
                // Auto-commit would commit what an error has left half done.
                here.rollback();
                here.setAutoCommit(true);
            } catch (SQLException gone) {
                LOG.debug("a connection was not closed", gone);
            }
        }
    }
}
