package dev.coppice.lifecycle.internal.ledger;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Attempt;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.OperationStep.Problem;
import dev.coppice.lifecycle.OperationStep.Receipt;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.StepState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of operations, steps and attempts as values. */
final class OperationRows {
    private OperationRows() {}

    static Operation operation(Record row, List<OperationStep> steps) {
        return new Operation(
                row.get("id", Long.class),
                new ResourceId(row.get("kind", String.class), row.get("resource_id", String.class)),
                row.get("epoch", Long.class),
                number(row, "parent_id"),
                row.get("purpose", String.class).equals("residual"),
                row.get("cause", String.class),
                OperationState.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
                ResourceStatus.valueOf(row.get("previous_status", String.class).toUpperCase(Locale.ROOT)),
                row.get("plan_hash", String.class),
                Act.of(row.get("requested_by", String.class), row.get("reason", String.class)),
                act(row, "backup_waived_by", "backup_waived_reason"),
                number(row, "backup_id"),
                row.get("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_try_at"),
                instant(row, "no_return_at"),
                instant(row, "finished_at"),
                text(row, "worker"),
                steps);
    }

    static OperationStep step(Record row) {
        return new OperationStep(
                row.get("name", String.class),
                row.get("type", String.class),
                List.of(row.get("after", String[].class)),
                row.get("best_effort", Boolean.class),
                row.get("destroys", Boolean.class),
                StepState.valueOf(
                        row.get("state", String.class).toUpperCase(Locale.ROOT).replace('-', '_')),
                row.get("attempts", Integer.class),
                problem(row),
                instant(row, "next_try_at"),
                instant(row, "finished_at"),
                receipt(row),
                act(row, "resolved_by", "resolved_reason"));
    }

    static Attempt attempt(Record row) {
        return new Attempt(
                row.get("step", String.class),
                row.get("attempt", Integer.class),
                row.get("worker", String.class),
                row.get("intent_at", OffsetDateTime.class).toInstant(),
                text(row, "outcome"),
                instant(row, "outcome_at"),
                text(row, "code"),
                text(row, "message"));
    }

    private static Optional<Problem> problem(Record row) {
        return text(row, "code")
                .map(code -> new Problem(
                        code,
                        text(row, "message").orElse(""),
                        List.of(row.get("blocked_by", String[].class)),
                        instant(row, "since_at").orElseThrow()));
    }

    private static Receipt receipt(Record row) {
        return new Receipt(
                count(row, "items_before"),
                count(row, "bytes_before"),
                count(row, "items_removed"),
                count(row, "items_after"),
                text(row, "method"));
    }

    private static Optional<Act> act(Record row, String by, String reason) {
        return text(row, by).map(actor -> Act.of(actor, row.get(reason, String.class)));
    }

    private static Optional<String> text(Record row, String column) {
        return Optional.ofNullable(row.get(column, String.class));
    }

    private static Optional<Long> count(Record row, String column) {
        return Optional.ofNullable(row.get(column, Long.class));
    }

    private static OptionalLong number(Record row, String column) {
        @Nullable Long value = row.get(column, Long.class);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Optional<Instant> instant(Record row, String column) {
        return Optional.ofNullable(row.get(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
