package dev.coppice.lifecycle.internal.ledger;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.coppice.lifecycle.Attempt;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Operations as a transaction sees them. Locks nothing unless it says so. */
public final class Ledger {
    // language=SQL
    private static final String SELECT = """
            SELECT
                o.id, o.kind, o.resource_id, o.epoch, o.parent_id, o.purpose, o.cause, o.state, o.previous_status,
                o.plan_hash, o.requested_by, o.reason, o.backup_waived_by, o.backup_waived_reason, o.backup_id,
                o.created_at, o.next_try_at, o.no_return_at, o.finished_at, l.owner AS worker
            FROM coppice.operation AS o
            LEFT JOIN coppice.lease AS l ON l.name = 'operation/' || o.id AND l.expires_at > clock_timestamp()
            """;

    // language=SQL
    private static final String STEPS = """
            SELECT
                operation_id, name, type, after, best_effort, destroys, state, attempts, code, message, blocked_by,
                since_at, next_try_at, finished_at, items_before, bytes_before, items_removed, items_after, method,
                resolved_by, resolved_reason
            FROM coppice.operation_step
            WHERE operation_id = ANY (?)
            ORDER BY operation_id, ordinal
            """;

    // Those another worker has are left out: they would only be asked for in vain.
    // language=SQL
    private static final String DUE = """
            SELECT o.id
            FROM coppice.operation AS o
            WHERE o.kind = ? AND o.next_try_at <= clock_timestamp() AND NOT EXISTS (
                SELECT FROM coppice.lease AS l
                WHERE l.name = 'operation/' || o.id AND l.expires_at > clock_timestamp()
            )
            ORDER BY o.next_try_at, o.id
            LIMIT ?
            """;

    // language=SQL
    private static final String BELOW = """
            WITH RECURSIVE below AS (
                SELECT id FROM coppice.operation WHERE parent_id = ?
                UNION ALL
                SELECT o.id FROM coppice.operation AS o JOIN below ON o.parent_id = below.id
            )
            """;

    // language=SQL
    private static final String TREE = """
            WITH RECURSIVE up AS (
                SELECT id, parent_id, kind, resource_id FROM coppice.operation WHERE id = ?
                UNION ALL
                SELECT o.id, o.parent_id, o.kind, o.resource_id
                FROM coppice.operation AS o JOIN up ON up.parent_id = o.id
            ), tree AS (
                SELECT id, parent_id, kind, resource_id FROM up WHERE parent_id IS NULL
                UNION ALL
                SELECT o.id, o.parent_id, o.kind, o.resource_id
                FROM coppice.operation AS o JOIN tree ON tree.id = o.parent_id
            )
            SELECT id, parent_id, kind, resource_id FROM tree ORDER BY id
            """;

    private final DSLContext dsl;

    /** The ledger as a transaction sees it. */
    public Ledger(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** The time of the database. */
    public Instant now() {
        return dsl.fetchSingle("SELECT clock_timestamp() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant();
    }

    /** An operation by its number. */
    public Optional<Operation> find(long id) {
        return read(dsl.fetch(SELECT + "WHERE o.id = ?", id)).stream().findFirst();
    }

    /** The operation of a resource that has not ended. */
    public Optional<Operation> unfinished(ResourceId resource) {
        return read(dsl.fetch(
                        SELECT + "WHERE o.kind = ? AND o.resource_id = ? AND o.finished_at IS NULL",
                        resource.kind(),
                        resource.id()))
                .stream()
                .findFirst();
    }

    /** All operations begun for those below one, by number. */
    public List<Operation> below(long id) {
        return read(dsl.fetch(BELOW + SELECT + "WHERE o.id IN (SELECT id FROM below) ORDER BY o.id", id));
    }

    /** Operations newest first, one more than asked for where there are more. */
    public List<Operation> list(OperationQuery query) {
        var kind = query.kind().orElse(null);
        var resource = query.resource().orElse(null);
        var parent = query.parent().isPresent() ? Long.valueOf(query.parent().getAsLong()) : null;
        return read(dsl.fetch(
                SELECT + """
                        WHERE o.id < ? AND (?::text IS NULL OR o.kind = ?) AND (?::text IS NULL OR o.resource_id = ?)
                            AND (?::bigint IS NULL OR o.parent_id = ?)
                            AND (o.finished_at IS NULL OR NOT ?) AND (o.state = 'parked' OR NOT ?)
                        ORDER BY o.id DESC
                        LIMIT ?
                        """,
                query.before(),
                kind,
                kind,
                resource,
                resource,
                parent,
                parent,
                query.unfinished(),
                query.parked(),
                query.limit() + 1));
    }

    /** The last thousand attempts of an operation, oldest first. */
    public List<Attempt> journal(long id) {
        return dsl.fetch("""
                        SELECT step, attempt, worker, intent_at, outcome, outcome_at, code, message
                        FROM coppice.operation_attempt
                        WHERE operation_id = ?
                        ORDER BY intent_at DESC, step DESC, attempt DESC
                        LIMIT 1000
                        """, id).map(OperationRows::attempt).reversed();
    }

    /** Operations of a kind that are due and that nobody works on, the longest due first. */
    public List<Long> due(String kind, int limit) {
        return dsl.fetch(DUE, kind, limit).map(row -> row.get("id", Long.class));
    }

    /** Whether an operation is due now. */
    public boolean isDue(long id) {
        return dsl.fetchExists(
                DSL.selectOne().from("coppice.operation").where("id = ? AND next_try_at <= clock_timestamp()", id));
    }

    /** All operations begun together with one. */
    public Tree tree(long id) {
        return new Tree(dsl.fetch(TREE, id)
                .map(row -> new Tree.Member(
                        row.get("id", Long.class),
                        Optional.ofNullable(row.get("parent_id", Long.class)),
                        new ResourceId(row.get("kind", String.class), row.get("resource_id", String.class)))));
    }

    /** The columns of a resource's row as they are now; those its steps name, where it lost them since an operation was begun. */
    public Map<String, String> columns(long id, Map<String, String> now) {
        var columns = new HashMap<>(
                dsl.fetch("""
                        SELECT c.key, c.value
                        FROM coppice.operation AS o, jsonb_each_text(o.plan -> 'columns') AS c
                        WHERE o.id = ? AND c.value IS NOT NULL
                        """, id).intoMap(row -> row.get("key", String.class), row -> row.get("value", String.class)));
        columns.putAll(now);
        return columns;
    }

    /** What a step of the operation under a fence has put down. */
    public Optional<String> progress(ResourceId resource, long epoch, String step) {
        return dsl.fetchOptional("""
                        SELECT s.progress::text AS progress
                        FROM coppice.operation AS o
                        JOIN coppice.operation_step AS s ON s.operation_id = o.id
                        WHERE o.kind = ? AND o.resource_id = ? AND o.epoch = ? AND s.name = ?
                        """, resource.kind(), resource.id(), epoch, step)
                .map(row -> row.get("progress", String.class));
    }

    /** Operations under lock, by number: what they say stays so until the transaction ends. */
    public List<Operation> lock(List<Long> ids) {
        var wanted = ids.toArray(Long[]::new);
        dsl.fetch("SELECT id FROM coppice.operation WHERE id = ANY (?) ORDER BY id FOR UPDATE", (Object) wanted);
        return read(dsl.fetch(SELECT + "WHERE o.id = ANY (?) ORDER BY o.id", (Object) wanted));
    }

    /** How many teardowns of a kind were begun lately, children with their parents, and how many of those are through. */
    public Begun begun(String kind, Duration period) {
        var row = dsl.fetchSingle("""
                SELECT count(*) AS begun, count(*) FILTER (WHERE finished_at IS NOT NULL) AS gone
                FROM coppice.operation
                WHERE kind = ? AND purpose = 'teardown' AND state <> 'cancelled'
                    AND created_at > clock_timestamp() - make_interval(secs => ?)
                """, kind, period.toMillis() / 1000.0);
        return new Begun(row.get("begun", Long.class), row.get("gone", Long.class));
    }

    /** Whether a resource had a backup, and none of those it lies in is kept any more. */
    public boolean erased(ResourceId resource) {
        return dsl.fetchSingle("""
                        SELECT coalesce(bool_or(state = 'expired') AND NOT bool_or(state IN ('writing', 'completed', 'expiring')),
                            false)
                        FROM coppice.backup
                        WHERE kind = ? AND (resource_id = ? OR ? = ANY (children))
                        """, resource.kind(), resource.id(), resource.id())
                .get(0, Boolean.class);
    }

    /**
     * Teardowns begun in a period.
     *
     * @param begun how many
     * @param gone how many of them have ended, so that their resources live no more
     */
    public record Begun(long begun, long gone) {}

    private List<Operation> read(Result<Record> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var ids = rows.map(row -> row.get("id", Long.class)).toArray(Long[]::new);
        Map<Long, List<OperationStep>> steps = dsl.fetch(STEPS, (Object) ids).stream()
                .collect(
                        groupingBy(row -> row.get("operation_id", Long.class), mapping(OperationRows::step, toList())));
        return rows.map(row -> OperationRows.operation(row, steps.getOrDefault(row.get("id", Long.class), List.of())));
    }
}
