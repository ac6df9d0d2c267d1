package dev.coppice.bench.internal.campaign;

import static java.util.Collections.nCopies;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What an object-relational mapper makes of a prune: keys are read into the process, and go back as a list of parameters to
 * one delete for each table, in a transaction for each batch.
 */
record IdListLoop(int batch) implements Side {
    @Override
    public String title() {
        return "loop of id lists";
    }

    @Override
    public Map<String, Object> prune(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (var ids = due(connection); !ids.isEmpty(); ids = due(connection)) {
                delete(connection, "granted WHERE entity_type = 'session' AND entity_id", texts(ids));
                delete(connection, "step WHERE session_id", ids);
                delete(connection, "message WHERE session_id", ids);
                delete(connection, "session WHERE id", ids);
                connection.commit();
            }
        }
        return Map.of();
    }

    private List<UUID> due(Connection connection) throws SQLException {
        var ids = new ArrayList<UUID>();
        var select = "SELECT id FROM coppice_bench.session WHERE " + Sessions.DUE + " ORDER BY ended_at LIMIT " + batch;
        try (var query = connection.prepareStatement(select);
                var rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static List<String> texts(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }

    private static void delete(Connection connection, String where, List<?> ids) throws SQLException {
        var places = String.join(", ", nCopies(ids.size(), "?"));
        try (var delete = connection.prepareStatement("DELETE FROM coppice_bench." + where + " IN (" + places + ")")) {
            for (var place = 0; place < ids.size(); place++) {
                delete.setObject(place + 1, ids.get(place));
            }
            delete.executeUpdate();
        }
    }
}
