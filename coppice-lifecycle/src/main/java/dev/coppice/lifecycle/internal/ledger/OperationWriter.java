package dev.coppice.lifecycle.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;

/** Writes the rows of operations. The caller holds their locks. */
public final class OperationWriter {
    // language=SQL
    private static final String INSERT = """
            INSERT INTO coppice.operation (
                kind, resource_id, epoch, parent_id, purpose, cause, state, previous_status, plan_hash, plan,
                requested_by, reason, backup_waived_by, backup_waived_reason, created_at, next_try_at
            )
            SELECT ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?::jsonb, ?, ?, ?, ?, n.now, n.now
            FROM (SELECT clock_timestamp() AS now) AS n
            RETURNING id
            """;

    // Whoever waits for an operation looks again as soon as it ends: by whom it was begun, and by where its row is now.
    // language=SQL
    private static final String WAKE = """
            WITH parent AS (
                UPDATE coppice.operation
                SET next_try_at = clock_timestamp()
                WHERE (id = ? OR kind = ? AND resource_id = ANY (?)) AND state = 'running'
                RETURNING id
            )
            UPDATE coppice.operation_step AS s
            SET next_try_at = clock_timestamp()
            FROM parent
            WHERE s.operation_id = parent.id AND s.state = 'blocked' AND s.type = 'children'
            """;

    private final DSLContext dsl;

    /** For one transaction. */
    public OperationWriter(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Writes an operation with its steps; it is due at once. */
    public long create(NewOperation wanted) {
        var row = dsl.fetchSingle(
                INSERT,
                wanted.resource().kind(),
                wanted.resource().id(),
                wanted.epoch(),
                wanted.parent().isPresent() ? wanted.parent().getAsLong() : null,
                wanted.residual() ? "residual" : "teardown",
                wanted.cause(),
                wanted.previousStatus().stored(),
                wanted.planHash(),
                wanted.plan(),
                wanted.act().actor(),
                wanted.act().reason(),
                wanted.waiver().map(Act::actor).orElse(null),
                wanted.waiver().map(Act::reason).orElse(null));
        long id = row.get("id", Long.class);
        new StepWriter(dsl, id).create(wanted.steps());
        return id;
    }

    /** Stamps the point of no return of operations that have none and have not ended. */
    public void noReturn(List<Long> ids) {
        dsl.execute("""
                UPDATE coppice.operation SET no_return_at = clock_timestamp()
                WHERE id = ANY (?) AND no_return_at IS NULL AND finished_at IS NULL
                """, (Object) ids.toArray(Long[]::new));
    }

    /** Notes the backup that operations destroy behind from now on. */
    public void backup(List<Long> ids, long backup) {
        dsl.execute("UPDATE coppice.operation SET backup_id = ? WHERE id = ANY (?)", backup, ids.toArray(Long[]::new));
    }

    /** Notes that operations go on without a backup, and on whose word. */
    public void waive(List<Long> ids, Act act) {
        dsl.execute(
                "UPDATE coppice.operation SET backup_waived_by = ?, backup_waived_reason = ? WHERE id = ANY (?)",
                act.actor(),
                act.reason(),
                ids.toArray(Long[]::new));
    }

    /** Puts an operation that has not ended into a state in which it waits for its next try; without a time it is due now. */
    public void waits(long id, OperationState state, Optional<Instant> next) {
        dsl.execute(
                """
                UPDATE coppice.operation SET state = ?, next_try_at = coalesce(?::timestamptz, clock_timestamp())
                WHERE id = ? AND finished_at IS NULL
                """, state.stored(), next.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null), id);
    }

    /** Puts an operation that is due off, so that others have their turn; says whether it was due. */
    public boolean putOff(long id, Duration pause) {
        return dsl.execute("""
                        UPDATE coppice.operation SET next_try_at = clock_timestamp() + make_interval(secs => ?)
                        WHERE id = ? AND next_try_at <= clock_timestamp()
                        """, pause.toMillis() / 1000.0, id) == 1;
    }

    /** Leaves an operation to a person. */
    public void park(long id) {
        dsl.execute(
                "UPDATE coppice.operation SET state = 'parked', next_try_at = NULL WHERE id = ? AND finished_at IS NULL",
                id);
    }

    /** Ends an operation. */
    public void end(long id, OperationState state) {
        dsl.execute("""
                UPDATE coppice.operation SET state = ?, next_try_at = NULL, finished_at = clock_timestamp()
                WHERE id = ? AND finished_at IS NULL
                """, state.stored(), id);
    }

    /** Calls an operation off. */
    public void cancel(long id, Act act) {
        dsl.execute("""
                UPDATE coppice.operation
                SET state = 'cancelled', next_try_at = NULL, finished_at = clock_timestamp(), ended_by = ?, ended_reason = ?
                WHERE id = ? AND finished_at IS NULL
                """, act.actor(), act.reason(), id);
    }

    /** Makes an operation, and those of the resources of a kind above another, look at their children again. */
    public void wake(OptionalLong parent, String kind, List<String> above) {
        dsl.execute(WAKE, parent.isPresent() ? (Long) parent.getAsLong() : null, kind, above.toArray(String[]::new));
    }

    /** Enters a resource among those that must not come back. */
    public void bury(ResourceId resource, long operation) {
        dsl.execute("""
                INSERT INTO coppice.tombstone (kind, resource_id, operation_id, buried_at)
                VALUES (?, ?, ?, clock_timestamp())
                ON CONFLICT (kind, resource_id) DO UPDATE
                SET operation_id = excluded.operation_id, buried_at = excluded.buried_at, stored_at = NULL, lifted_at = NULL
                """, resource.kind(), resource.id(), operation);
    }
}
