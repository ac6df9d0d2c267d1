package dev.coppice.prune.internal.chunk;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.chunk.ChunkRequest.Beside;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one chunk in the transaction of a connection, without a campaign around it. What is left in the database is the
 * caller's to commit or to roll back.
 */
final class ChunkRun {
    private final Connection connection;
    private final Sql sql;
    private final CheckedPolicy policy;
    private final boolean counted;
    private final long most;
    private List<String> position = List.of();

    ChunkRun(Connection connection, CheckedPolicy policy, boolean counted) {
        this(connection, policy, counted, 1_000_000);
    }

    ChunkRun(Connection connection, CheckedPolicy policy, boolean counted, long most) {
        this.connection = connection;
        this.sql = new Sql(connection);
        this.policy = policy;
        this.counted = counted;
        this.most = most;
    }

    /** Rows deleted of every table whose rows go. */
    Map<String, Long> run(String horizon, int limit) throws SQLException {
        return run(horizon, limit, new PlainRemover(sql));
    }

    /** The same with a remover of one's own. */
    Map<String, Long> run(String horizon, int limit, Remover remover) throws SQLException {
        PinnedSettings.apply(connection);
        sql.set("coppice.horizon", horizon);
        sql.execute(
                "INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at,"
                        + " requested_by, requested_reason, chunk_time_ms, state_reason, created_at, changed_at)"
                        + " SELECT 'p', 's', 't', repeat('0', 64), '', '{}', now(), 'a', 'b', 1, 'c', now(),"
                        + " now() ON CONFLICT DO NOTHING");
        var id = sql.one("SELECT max(id) AS id FROM coppice.campaign", row -> row.number("id"));
        var deleted = new TreeMap<String, Long>();
        policy.closure().goingTables().forEach(table -> deleted.put(table.name().toString(), 0L));
        var request = new ChunkRequest(id, true, position, limit, most, most, counted, Beside.NOBODY);
        if (new Chunk(policy, PausePoint.NONE).run(sql, request, remover) instanceof Looked.Took took) {
            position = took.position();
            took.tables().forEach((table, taken) -> {
                if (policy.closure().goes(table)) {
                    deleted.put(table.toString(), taken.deleted());
                }
            });
        }
        return deleted;
    }

    /** Where the last chunk stood; empty when it found nothing. */
    List<String> position() {
        return position;
    }
}
