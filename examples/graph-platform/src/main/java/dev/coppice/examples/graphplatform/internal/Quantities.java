package dev.coppice.examples.graphplatform.internal;

import static java.util.Map.entry;

import dev.coppice.examples.graphplatform.Dataset;
import java.util.Map;

/** How many rows each table is planned to have, as the placeholders of the SQL files. */
final class Quantities {
    private static final long USERS_PER_ORGANISATION = 12;
    private static final long MOST_GRAPHS = 500;

    private Quantities() {}

    static Map<String, Object> of(Dataset dataset) {
        var sessions = dataset.size().sessions();
        var organisations = Math.clamp(sessions / 1000, 3L, 5000L);
        return Map.ofEntries(
                entry("seed", dataset.seed()),
                entry("as_of", dataset.asOf()),
                entry("sessions", sessions),
                entry("organisations", organisations),
                entry("users", organisations * USERS_PER_ORGANISATION),
                entry("graphs", Math.clamp(sessions / 200, 12L, MOST_GRAPHS)),
                entry("nodes", Math.clamp(sessions / 1000, 4L, 100L)),
                entry("folders", Math.max(10, sessions / 20)),
                entry("files", Math.max(20, sessions / 5)),
                entry("documents", Math.max(20, sessions / 20)),
                entry("transactions", Math.max(40, sessions / 4)),
                entry("notifications", Math.max(40, sessions / 5)));
    }
}
