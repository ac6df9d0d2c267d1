package dev.coppice.examples.booking;

import dev.coppice.ops.Outcome;
import dev.coppice.ops.Violation;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * What one item's sender is told.
 *
 * @param index the item's position, from 0
 */
record Answer(int index, int status, @Nullable String message) {
    static Answer of(Outcome<? extends Record> outcome) {
        return switch (outcome) {
            case Outcome.Applied<?> applied -> answer(applied, HttpStatus.OK, "Done.");
            case Outcome.Refused<?> refused -> answer(refused, HttpStatus.FORBIDDEN, "There is no such open room.");
            case Outcome.Missing<?> missing -> answer(missing, HttpStatus.NOT_FOUND, "There is no such booking.");
            case Outcome.Violated<?> violated ->
                answer(
                        violated,
                        statusOf(violated.violation()),
                        violated.error().getMessage());
            case Outcome.Failed<?> failed ->
                answer(failed, HttpStatus.BAD_REQUEST, failed.error().getMessage());
        };
    }

    ResponseEntity<Object> response() {
        return ResponseEntity.status(status).body(this);
    }

    private static Answer answer(Outcome<?> outcome, HttpStatus status, @Nullable String message) {
        return new Answer(outcome.ordinal(), status.value(), message);
    }

    private static HttpStatus statusOf(Violation violation) {
        return violation.kind() == Violation.Kind.NOT_NULL ? HttpStatus.BAD_REQUEST : HttpStatus.CONFLICT;
    }
}
