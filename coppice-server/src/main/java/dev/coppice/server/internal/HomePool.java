package dev.coppice.server.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.server.ServerConfig;
import java.time.Duration;

/** The pool a server opens for itself. It connects at first use, so a server starts without its database. */
final class HomePool {
    private static final int SIZE = 10;
    private static final Duration WAIT = Duration.ofSeconds(3);

    /** Beyond what any statement is allowed to take: only a database that no longer answers gets here. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private HomePool() {}

    static HikariDataSource open(ServerConfig.Home.Pooled home) {
        // Configured on the data source itself: built from a HikariConfig it would connect at once.
        var pool = new HikariDataSource();
        pool.setPoolName("coppice-home");
        pool.setJdbcUrl(home.url());
        pool.setUsername(home.user());
        pool.setPassword(home.password());
        pool.setValidationTimeout(WAIT.toMillis());
        pool.setMaximumPoolSize(SIZE);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(WAIT.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "coppice-server");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
        return pool;
    }
}
