package dev.coppice.server.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.server.ServerConfig;
import java.time.Duration;

/**
 * The pools a server opens for itself, one for each sort of patience, so that none of them takes the connections of another. They
 * connect at first use: a server starts without its database.
 */
final class HomePool {
    private static final int SIZE = 10;
    private static final Duration WAIT = Duration.ofSeconds(3);

    /** Beyond what any statement is allowed to take: only a database that no longer answers gets here. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** Each sort of long call is bounded at four at once, and takes one connection, or as many as a campaign. */
    private static final int CALLS_SIZE = 40;

    /**
     * Four campaigns at most have three workers each, which take two, for chunks and for moments, and two more for all their brakes;
     * teardowns take some to keep their leases alive.
     */
    private static final int WORK_SIZE = 44;

    private static final Duration IDLE = Duration.ofMinutes(1);

    private HomePool() {}

    /** Connections for what is short: tokens, the audit trail, settings, the rows of jobs. */
    static HikariDataSource open(ServerConfig.Home.Pooled home) {
        var pool = brief(home, "coppice-home");
        pool.setMinimumIdle(1);
        return pool;
    }

    /** The same of one of several targets, which may be away for long without anybody asking for it. */
    static HikariDataSource openOf(String target, ServerConfig.Home.Pooled database) {
        var pool = brief(database, "coppice-home-" + target);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        return pool;
    }

    private static HikariDataSource brief(ServerConfig.Home.Pooled home, String name) {
        var pool = pool(home, name, SIZE, "coppice-server");
        pool.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
        return pool;
    }

    /** Connections for calls whose caller waits, such as plans. */
    static HikariDataSource openForCalls(ServerConfig.Home.Pooled home, String suffix) {
        return patient(home, "coppice-calls" + suffix, CALLS_SIZE, "coppice-caller");
    }

    /** Connections for what goes on by itself, such as the statement that drops a schema. */
    static HikariDataSource openForWork(ServerConfig.Home.Pooled home, String suffix) {
        return patient(home, "coppice-work" + suffix, WORK_SIZE, "coppice-worker");
    }

    private static HikariDataSource patient(ServerConfig.Home.Pooled home, String name, int size, String application) {
        var pool = pool(home, name, size, application);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        return pool;
    }

    private static HikariDataSource pool(ServerConfig.Home.Pooled home, String name, int size, String application) {
        // Configured on the data source itself: built from a HikariConfig it would connect at once.
        var pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(home.url());
        pool.setUsername(home.user());
        pool.setPassword(home.password());
        pool.setValidationTimeout(WAIT.toMillis());
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(WAIT.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", application);
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return pool;
    }
}
