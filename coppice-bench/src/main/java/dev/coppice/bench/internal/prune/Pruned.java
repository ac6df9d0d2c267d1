package dev.coppice.bench.internal.prune;

import dev.coppice.bench.internal.Ending;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The sessions a side has deleted. In which order is left open, since a delete by hand does not tell. */
final class Pruned {
    private Pruned() {}

    static List<UUID> read(ResultSet rows) throws SQLException {
        var keys = new ArrayList<UUID>();
        while (rows.next()) {
            keys.add(rows.getObject(1, UUID.class));
        }
        return keys;
    }

    static List<Ending> endings(List<UUID> keys) {
        return keys.stream()
                .map(UUID::toString)
                .sorted()
                .map(key -> new Ending("deleted", key))
                .toList();
    }
}
