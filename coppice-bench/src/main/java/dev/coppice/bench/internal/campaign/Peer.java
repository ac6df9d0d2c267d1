package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.spi.PrunePeer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Another tool, found on the class path. */
record Peer(PrunePeer tool) implements Side {
    static Stream<Peer> all() {
        return ServiceLoader.load(PrunePeer.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(Peer::new);
    }

    @Override
    public String title() {
        return tool.name();
    }

    @Override
    public Map<String, Object> prune(DataSource database) throws SQLException {
        tool.prune(database, horizon(database));
        return Map.of();
    }

    private static Instant horizon(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT now() - interval '" + Sessions.KEPT_DAYS + " days'")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
