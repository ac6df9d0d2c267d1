package dev.coppice.server.internal.targets;

import dev.coppice.server.ServerConfig.Home;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;

/**
 * What a server has of one target: a database that is pruned, with all of that in its own schema {@code coppice}. That of the home
 * is the same as without targets. Safe for any thread.
 *
 * @param target its name
 * @param database its database, for calls that are short
 * @param pruning the policies that run in it, on connections of its own
 * @param guards changes its holds and its freeze
 * @param place where it is
 */
public record Ground(String target, HomeDatabase database, PruningHost pruning, Guards guards, Place place) {
    /**
     * Where a target is.
     *
     * @param address its address, without credentials
     * @param user as whom it is connected to
     */
    public record Place(String address, String user) {
        /** Of a database as it is declared. */
        public static Place of(Home database) {
            return switch (database) {
                case Home.Pooled pooled -> new Place(pooled.url().replaceFirst("\\?.*", ""), pooled.user());
                case Home.Given given -> new Place("given by the application", "");
            };
        }
    }
}
