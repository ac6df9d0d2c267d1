package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import tools.jackson.databind.JsonNode;

/**
 * Waits until every transaction that was alive when the fence committed has ended: one that read the resource as unfenced
 * may still write, and its rows would be in no backup.
 *
 * <p>A transaction is known by the virtual id it holds a lock on while it lives. One that is prepared gives that up, so
 * while any of the others lives, all that are prepared are waited for.
 *
 * @param dsl the transaction
 * @param steps where the list is kept
 */
record Quiesce(DSLContext dsl, StepWriter steps) {
    /** Why it waits. */
    static final String OPEN = "quiesce.transactions-open";

    // Of other roles' sessions backend_type may be hidden; autovacuum has no role, parallel workers end with their
    // leader.
    // language=SQL
    private static final String ALIVE = """
            SELECT l.virtualtransaction AS id, l.pid, a.xact_start AS since
            FROM pg_catalog.pg_locks AS l
            JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
            JOIN pg_catalog.pg_database AS d ON d.oid = a.datid
            WHERE l.locktype = 'virtualxid' AND l.granted AND l.mode = 'ExclusiveLock'
                AND d.datname = pg_catalog.current_database() AND l.pid <> pg_catalog.pg_backend_pid()
                AND a.usesysid IS NOT NULL AND coalesce(a.backend_type, '') <> 'parallel worker'
            """;

    // language=SQL
    private static final String PREPARED = """
            SELECT 'prepared ' || gid AS id, NULL::integer AS pid, prepared AS since
            FROM pg_catalog.pg_prepared_xacts
            WHERE database = pg_catalog.current_database()
            """;

    private static final String STEP = EngineSteps.QUIESCE;

    StepOutcome look() {
        var known = steps.progress(STEP).map(Json::read).map(Quiesce::ids);
        var alive = dsl.fetch(ALIVE);
        var prepared = dsl.fetch(PREPARED);
        var left = alive.stream()
                .filter(row -> known.isEmpty() || known.get().contains(id(row)))
                .collect(Collectors.toList());
        var mayHavePrepared = known.isEmpty() || known.get().stream().anyMatch(id -> !id.startsWith("prepared "));
        prepared.stream()
                .filter(row -> mayHavePrepared || known.get().contains(id(row)))
                .forEach(left::add);
        steps.progress(STEP, Json.of(left.stream().map(Quiesce::id).toList()));
        return left.isEmpty()
                ? new StepOutcome.Done(0)
                : new StepOutcome.Blocked(
                        OPEN,
                        left.size() + " transactions that were open when the fence was set have not ended: "
                                + left.stream().limit(5).map(Quiesce::words).collect(Collectors.joining(", ")) + ".",
                        left.stream().map(Quiesce::name).toList());
    }

    private static Set<String> ids(JsonNode stored) {
        return stored.valueStream().map(JsonNode::stringValue).collect(Collectors.toUnmodifiableSet());
    }

    private static String id(Record row) {
        return row.get("id", String.class);
    }

    private static String name(Record row) {
        var pid = row.get("pid", Integer.class);
        return pid == null ? id(row) : "process " + pid;
    }

    private static String words(Record row) {
        var since = row.get("since", OffsetDateTime.class);
        return since == null ? name(row) : name(row) + " since " + since.toInstant();
    }
}
