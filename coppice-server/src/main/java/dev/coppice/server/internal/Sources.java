package dev.coppice.server.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.internal.health.Meters;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Where a server's connections come from.
 *
 * @param home for what is short
 * @param calls for calls whose caller waits
 * @param work for what goes on by itself: many calls at once leave it alone
 */
record Sources(DataSource home, DataSource calls, DataSource work) {
    /** Those of {@code home}; each pool that is made goes through {@code keep}, which closes it. */
    static Sources of(ServerConfig.Home home, Meters meters, UnaryOperator<HikariDataSource> keep) {
        return switch (home) {
            case ServerConfig.Home.Given given -> new Sources(given.source(), given.source(), given.source());
            case ServerConfig.Home.Pooled pooled ->
                new Sources(
                        measured(keep.apply(HomePool.open(pooled)), meters),
                        measured(keep.apply(HomePool.openForCalls(pooled, "")), meters),
                        measured(keep.apply(HomePool.openForWork(pooled, "")), meters));
        };
    }

    /** Those of one of several targets that is not the home. */
    static Sources of(ServerConfig.Target target, Meters meters, UnaryOperator<HikariDataSource> keep) {
        return switch (target.database()) {
            case ServerConfig.Home.Given given -> new Sources(given.source(), given.source(), given.source());
            case ServerConfig.Home.Pooled pooled ->
                new Sources(
                        measured(keep.apply(HomePool.openOf(target.name(), pooled)), meters),
                        measured(keep.apply(HomePool.openForCalls(pooled, "-" + target.name())), meters),
                        measured(keep.apply(HomePool.openForWork(pooled, "-" + target.name())), meters));
        };
    }

    private static DataSource measured(HikariDataSource pool, Meters meters) {
        pool.setMetricRegistry(meters.registry());
        return pool;
    }
}
