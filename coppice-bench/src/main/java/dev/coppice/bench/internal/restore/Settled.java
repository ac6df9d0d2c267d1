package dev.coppice.bench.internal.restore;

import dev.coppice.bench.internal.KeptConnection;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Connections that note how long it took from the statement that settles a restore, behind which all rows are compared, to its
 * commit. For the restore of one thread.
 */
final class Settled {
    private static final String SETTLES = "SET CONSTRAINTS ALL IMMEDIATE";

    private final DataSource database;
    private long settledAt;
    private long committedAt;

    Settled(DataSource database) {
        this.database = database;
    }

    DataSource source() {
        return KeptConnection.proxy(DataSource.class, (method, arguments) -> {
            var answer = method.invoke(database, arguments);
            return answer instanceof Connection connection ? noting(connection) : answer;
        });
    }

    /** How long it took; nothing was restored where that is nothing. */
    Duration comparing() {
        return settledAt == 0 ? Duration.ZERO : Duration.ofNanos(committedAt - settledAt);
    }

    private Connection noting(Connection connection) {
        return KeptConnection.proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit") && committedAt < settledAt) {
                committedAt = System.nanoTime();
            }
            var answer = method.invoke(connection, arguments);
            return method.getName().equals("createStatement") && answer instanceof Statement statement
                    ? noting(statement)
                    : answer;
        });
    }

    private Statement noting(Statement statement) {
        return KeptConnection.proxy(Statement.class, (method, arguments) -> {
            var answer = method.invoke(statement, arguments);
            if (arguments != null && arguments.length > 0 && SETTLES.equals(arguments[0])) {
                settledAt = System.nanoTime();
            }
            return answer;
        });
    }
}
