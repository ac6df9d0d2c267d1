package dev.coppice.prune.internal.sql;

import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs one chunk the plain way: every statement in its order, circles until they find nothing, roots that have to stay let
 * go of and the rest collected anew. What is left in the database is the caller's to commit or to roll back.
 */
final class ChunkRun {
    private final Sql sql;
    private final ChunkSql chunk;
    private final Map<String, Long> deleted = new TreeMap<>();
    private long edited;

    ChunkRun(Connection connection, CheckedPolicy policy) {
        this.sql = new Sql(connection);
        this.chunk = ChunkSql.of(policy);
    }

    /** Rows deleted by table. */
    Map<String, Long> run(String horizon, int limit) {
        collectOnly(horizon, limit);
        chunk.edits()
                .forEach(edit ->
                        edited += sql.exactly(edit.text(), row -> row.all()).size());
        for (var delete : chunk.countingDeletes()) {
            sql.exactly(delete.text(), row -> {
                for (var i = 0; i < delete.tables().size(); i++) {
                    deleted.put(delete.tables().get(i).toString(), row.number("deleted" + i));
                }
                return row;
            });
        }
        return deleted;
    }

    /** Rows deleted and changed behind the statements' backs: what the server counted, less what they said. */
    List<Long> unaccounted() {
        return sql.one(
                "SELECT coalesce(sum(n_tup_del), 0) AS gone, coalesce(sum(n_tup_upd), 0) AS changed"
                        + " FROM pg_catalog.pg_stat_xact_user_tables",
                row -> List.of(
                        row.number("gone")
                                - deleted.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum(),
                        row.number("changed") - edited));
    }

    /** Claims and collects, and deletes nothing yet. */
    void collectOnly(String horizon, int limit) {
        sql.execute("SET LOCAL search_path = ''");
        sql.execute("SET LOCAL TimeZone = 'UTC'");
        sql.set("coppice.horizon", horizon);
        sql.set("coppice.limit", String.valueOf(limit));
        sql.execute(chunk.empty(true).text());
        number(chunk.claim(true), "locked");
        number(chunk.repeat(), "kept");
        while (collect()) {
            sql.execute(chunk.empty(false).text());
        }
    }

    /** Whether roots were let go of, so that levels must be collected anew. */
    private boolean collect() {
        for (var group : chunk.levels()) {
            untilNothing(group);
        }
        chunk.held().forEach(held -> number(held, "found"));
        untilNothing(
                Stream.concat(chunk.stays().stream(), chunk.spreads().stream()).toList());
        var before = Long.parseLong(
                sql.list("SELECT cardinality(current_setting('coppice.t0_k0')::text[])", row -> row.all())
                        .getFirst()
                        .getFirst());
        return number(chunk.release(), "kept") < before;
    }

    private void untilNothing(List<ChunkStatement> statements) {
        long found;
        do {
            found = statements.stream()
                    .mapToLong(statement -> number(statement, "found"))
                    .sum();
        } while (found > 0);
    }

    private long number(ChunkStatement statement, String column) {
        return sql.one(statement.text(), row -> row.number(column));
    }
}
