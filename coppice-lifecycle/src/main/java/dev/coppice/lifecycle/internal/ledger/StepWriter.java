package dev.coppice.lifecycle.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.control.Lease;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.ledger.NewOperation.NewStep;
import dev.coppice.lifecycle.spi.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Writes the steps of one operation and their journal. The caller holds the lock of the operation. */
public final class StepWriter {
    // language=SQL
    private static final String INTENT = """
            WITH step AS (
                UPDATE coppice.operation_step
                SET state = 'running', attempts = attempts + 1, next_try_at = NULL
                WHERE operation_id = ? AND name = ?
                RETURNING operation_id, name
            )
            INSERT INTO coppice.operation_attempt (operation_id, step, attempt, worker, lease_epoch, intent_at)
            SELECT step.operation_id, step.name, coalesce(max(a.attempt), 0) + 1, ?, ?, clock_timestamp()
            FROM step
            LEFT JOIN coppice.operation_attempt AS a ON a.operation_id = step.operation_id AND a.step = step.name
            GROUP BY step.operation_id, step.name
            RETURNING attempt
            """;

    // language=SQL
    private static final String OUTCOME = """
            UPDATE coppice.operation_attempt
            SET outcome = ?, outcome_at = clock_timestamp(), code = ?, message = ?, items = ?
            WHERE operation_id = ? AND step = ? AND attempt = ? AND outcome IS NULL
            """;

    // language=SQL
    private static final String OPENED = """
            UPDATE coppice.operation_step
            SET state = ?, code = NULL, message = NULL, blocked_by = '{}', since_at = NULL, next_try_at = NULL,
                finished_at = clock_timestamp(), items_after = 0, method = ?,
                items_removed = coalesce(items_removed, 0) + ?
            WHERE operation_id = ? AND name = ?
            """;

    // Since when it has been so: what says the same as the time before goes on from there.
    // language=SQL
    private static final String KEPT = """
            UPDATE coppice.operation_step
            SET state = ?, message = ?, blocked_by = ?, items_after = NULL,
                since_at = CASE WHEN code = ? THEN since_at ELSE clock_timestamp() END,
                code = ?,
                next_try_at = clock_timestamp() + make_interval(secs => ?)
            WHERE operation_id = ? AND name = ?
            """;

    // language=SQL
    private static final String CREATE =
            "INSERT INTO coppice.operation_step (operation_id, name, ordinal, type, after, best_effort, destroys) VALUES ";

    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?)";

    private final DSLContext dsl;
    private final long operation;

    /** For one transaction and one operation. */
    public StepWriter(DSLContext dsl, long operation) {
        this.dsl = dsl;
        this.operation = operation;
    }

    void create(List<NewStep> steps) {
        var values = new ArrayList<Object>();
        for (var ordinal = 0; ordinal < steps.size(); ordinal++) {
            var step = steps.get(ordinal);
            values.addAll(List.of(
                    operation,
                    step.name(),
                    ordinal,
                    step.type(),
                    step.after().toArray(String[]::new),
                    step.bestEffort(),
                    step.destroys()));
        }
        dsl.execute(CREATE + String.join(", ", Collections.nCopies(steps.size(), ROW)), values.toArray());
    }

    /** Writes the intent of an attempt, and answers with its number. */
    public int intent(String step, Lease lease) {
        return dsl.fetchSingle(INTENT, operation, step, lease.owner(), lease.epoch())
                .get("attempt", Integer.class);
    }

    /** Writes what came of an attempt into the journal. */
    public void outcome(String step, int attempt, Entry entry) {
        dsl.execute(
                OUTCOME,
                entry.outcome(),
                entry.code().orElse(null),
                entry.message().orElse(null),
                entry.items(),
                operation,
                step,
                attempt);
    }

    /** Writes what a step saw before it did anything; only the first look counts. */
    public void seen(String step, Sight.Counted sight) {
        dsl.execute("""
                UPDATE coppice.operation_step SET items_before = ?, bytes_before = ?
                WHERE operation_id = ? AND name = ? AND items_before IS NULL
                """, sight.items(), sight.bytes(), operation, step);
    }

    /** Ends a step after nothing was seen left. */
    public void opened(String step, StepState state, String method, long removed) {
        dsl.execute(OPENED, state.stored(), method, removed, operation, step);
    }

    /** Notes what keeps a step from its end, and when it is tried again. */
    public void kept(String step, StepState state, Keeping keeping) {
        dsl.execute(
                KEPT,
                state.stored(),
                keeping.message(),
                keeping.by().toArray(String[]::new),
                keeping.code(),
                keeping.code(),
                keeping.pause().toMillis() / 1000.0,
                operation,
                step);
    }

    /** Takes back the last intent from the count of attempts: it was held up from outside. */
    public void uncount(String step) {
        dsl.execute(
                "UPDATE coppice.operation_step SET attempts = attempts - 1 WHERE operation_id = ? AND name = ?",
                operation,
                step);
    }

    /** Adds to what a step has removed so far. */
    public void removed(String step, long items) {
        dsl.execute("""
                UPDATE coppice.operation_step SET items_removed = coalesce(items_removed, 0) + ?
                WHERE operation_id = ? AND name = ?
                """, items, operation, step);
    }

    /** Leaves a step to a person. */
    public void park(String step) {
        dsl.execute(
                "UPDATE coppice.operation_step SET state = 'parked', next_try_at = NULL WHERE operation_id = ? AND name = ?",
                operation,
                step);
    }

    /** Begins a step anew; how often it was tried stays. */
    public void again(String step) {
        dsl.execute("""
                UPDATE coppice.operation_step
                SET state = 'pending', code = NULL, message = NULL, blocked_by = '{}', since_at = NULL,
                    next_try_at = NULL, finished_at = NULL, items_after = NULL, progress = NULL
                WHERE operation_id = ? AND name = ?
                """, operation, step);
    }

    /** Makes every step that waits due now, parked ones with all attempts before them. */
    public void retry() {
        dsl.execute("""
                UPDATE coppice.operation_step
                SET next_try_at = clock_timestamp(),
                    attempts = CASE WHEN state = 'parked' THEN 0 ELSE attempts END,
                    state = CASE WHEN state = 'parked' THEN 'unknown' ELSE state END
                WHERE operation_id = ? AND state IN ('failed', 'unknown', 'blocked', 'parked')
                """, operation);
    }

    /** Ends a step by a person's word. */
    public void decided(String step, StepState state, Act act, Optional<Long> left) {
        dsl.execute("""
                UPDATE coppice.operation_step
                SET state = ?, code = NULL, message = NULL, blocked_by = '{}', since_at = NULL, next_try_at = NULL,
                    finished_at = clock_timestamp(), items_after = ?, resolved_by = ?, resolved_reason = ?
                WHERE operation_id = ? AND name = ?
                """, state.stored(), left.orElse(null), act.actor(), act.reason(), operation, step);
    }

    /** What a step has put down of how far it got. */
    public Optional<String> progress(String step) {
        return dsl.fetchOptional(
                        "SELECT progress::text AS progress FROM coppice.operation_step WHERE operation_id = ? AND name = ?",
                        operation,
                        step)
                .map(row -> row.get("progress", String.class));
    }

    /**
     * Puts down for steps what those of the same name had put down in the resource's last operation: where rows are gone, only
     * that still says what they led to.
     */
    public void inherit(List<String> steps) {
        dsl.execute("""
                UPDATE coppice.operation_step AS s
                SET progress = p.progress
                FROM coppice.operation AS o, coppice.operation_step AS p
                WHERE s.operation_id = ? AND s.name = ANY (?) AND o.id = s.operation_id
                    AND p.name = s.name AND p.type = s.type AND p.operation_id = (
                        SELECT max(l.id)
                        FROM coppice.operation AS l
                        WHERE l.kind = o.kind AND l.resource_id = o.resource_id AND l.id < o.id AND l.state <> 'cancelled'
                    )
                """, operation, steps.toArray(String[]::new));
    }

    /** Puts down how far a step got, as JSON. */
    public void progress(String step, String json) {
        dsl.execute(
                "UPDATE coppice.operation_step SET progress = ?::jsonb WHERE operation_id = ? AND name = ?",
                json,
                operation,
                step);
    }

    /**
     * An outcome for the journal.
     *
     * @param outcome its word
     * @param code a stable word for the problem
     * @param message the problem in words
     * @param items how much was removed
     */
    public record Entry(String outcome, Optional<String> code, Optional<String> message, long items) {}

    /**
     * What keeps a step.
     *
     * @param code a stable word
     * @param message in words
     * @param by what it waits for
     * @param pause when it is tried again
     */
    public record Keeping(String code, String message, List<String> by, Duration pause) {}
}
