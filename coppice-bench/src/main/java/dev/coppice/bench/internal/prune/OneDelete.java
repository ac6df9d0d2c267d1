package dev.coppice.bench.internal.prune;

import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * All in one statement, as somebody would write it who knows the tables well. It asks each condition once, so a row that is
 * revived, moved or added meanwhile can be lost: less than the op promises, and what it is measured by.
 */
record OneDelete(int limit) implements Contender {
    // language=SQL
    private static final String DELETE = """
            WITH doomed AS MATERIALIZED (
                SELECT id FROM coppice_bench.session WHERE status = 'ENDED' AND ended_at < ?
                ORDER BY ended_at, id LIMIT ? FOR UPDATE SKIP LOCKED
            ), grants AS (
                DELETE FROM coppice_bench.granted USING doomed
                WHERE entity_type = 'session' AND entity_id = doomed.id::text
            ), steps AS (
                DELETE FROM coppice_bench.step USING doomed WHERE session_id = doomed.id
            ), messages AS (
                DELETE FROM coppice_bench.message USING doomed WHERE session_id = doomed.id
            )
            DELETE FROM coppice_bench.session USING doomed WHERE session.id = doomed.id RETURNING session.id
            """;

    @Override
    public String name() {
        return "one delete by hand";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (var delete = connection.prepareStatement(DELETE)) {
                delete.setObject(1, Sessions.HORIZON.atOffset(ZoneOffset.UTC));
                delete.setInt(2, limit);
                try (var rows = delete.executeQuery()) {
                    var keys = Pruned.read(rows);
                    beforeCommit.run();
                    connection.commit();
                    connection.setAutoCommit(true);
                    return () -> Pruned.endings(keys);
                }
            }
        }
    }
}
