package dev.coppice.bench.internal.prune;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The keys first, then four deletes for each of them. */
record LoopByKey(int limit) implements Contender {
    // language=SQL
    private static final String DUE = """
            SELECT id FROM coppice_bench.session WHERE status = 'ENDED' AND ended_at < ?
            ORDER BY ended_at, id LIMIT ? FOR UPDATE SKIP LOCKED
            """;

    @Override
    public String name() {
        return "loop by key";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            var keys = due(connection);
            deleteEach(connection, keys);
            beforeCommit.run();
            connection.commit();
            connection.setAutoCommit(true);
            return () -> Pruned.endings(keys);
        }
    }

    private List<UUID> due(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(DUE)) {
            query.setObject(1, Sessions.HORIZON.atOffset(ZoneOffset.UTC));
            query.setInt(2, limit);
            try (var rows = query.executeQuery()) {
                return Pruned.read(rows);
            }
        }
    }

    private static void deleteEach(Connection connection, List<UUID> keys) throws SQLException {
        var grants = "DELETE FROM coppice_bench.granted WHERE entity_type = 'session' AND entity_id = ?";
        try (var grant = connection.prepareStatement(grants);
                var step = connection.prepareStatement("DELETE FROM coppice_bench.step WHERE session_id = ?");
                var message = connection.prepareStatement("DELETE FROM coppice_bench.message WHERE session_id = ?");
                var session = connection.prepareStatement("DELETE FROM coppice_bench.session WHERE id = ?")) {
            for (var key : keys) {
                delete(grant, key.toString());
                delete(step, key);
                delete(message, key);
                delete(session, key);
            }
        }
    }

    private static void delete(PreparedStatement statement, Object key) throws SQLException {
        statement.setObject(1, key);
        statement.executeUpdate();
    }
}
