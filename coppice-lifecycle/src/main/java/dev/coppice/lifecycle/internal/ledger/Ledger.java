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

    /** The operations begun for those below one, by number. */
    public List<Operation> children(long id) {
        return read(dsl.fetch(SELECT + "WHERE o.parent_id = ? ORDER BY o.id", id));
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

    /** The journal of an operation, oldest first. */
    public List<Attempt> journal(long id) {
        return dsl.fetch("""
                        SELECT step, attempt, worker, intent_at, outcome, outcome_at, code, message
                        FROM coppice.operation_attempt
                        WHERE operation_id = ?
                        ORDER BY intent_at, step, attempt
                        """, id).map(OperationRows::attempt);
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

    /** Operations under lock, by number: what they say stays so until the transaction ends. */
    public List<Operation> lock(List<Long> ids) {
        var wanted = ids.toArray(Long[]::new);
        dsl.fetch("SELECT id FROM coppice.operation WHERE id = ANY (?) ORDER BY id FOR UPDATE", (Object) wanted);
        return read(dsl.fetch(SELECT + "WHERE o.id = ANY (?) ORDER BY o.id", (Object) wanted));
    }

    /** How many teardowns of a kind were begun lately of its own accord, and how many of those are through. */
    public Begun begun(String kind, Duration period) {
        var row = dsl.fetchSingle("""
                SELECT count(*) AS begun, count(*) FILTER (WHERE finished_at IS NOT NULL) AS gone
                FROM coppice.operation
                WHERE kind = ? AND purpose = 'teardown' AND parent_id IS NULL AND state <> 'cancelled'
                    AND created_at > clock_timestamp() - make_interval(secs => ?)
                """, kind, period.toMillis() / 1000.0);
        return new Begun(row.get("begun", Long.class), row.get("gone", Long.class));
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
