package dev.coppice.ops;

import org.jooq.Record;

/**
 * One item of an {@code …All} op did not apply, so none was written. The cause is the error behind that item's outcome, as
 * its own spec maps it.
 */
public final class BatchRejected extends CoppiceException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome<? extends Record> outcome;

    /** The error for a batch of {@code size} items of which {@code outcome} is the first that did not apply. */
    public BatchRejected(String op, String spec, int size, Outcome<? extends Record> outcome) {
        super(fault(op, spec, size, outcome), error(outcome));
        this.outcome = outcome;
    }

    /** The error for a batch of {@code size} items that a layer above the ops ends because of {@code error}, whose code it has. */
    public BatchRejected(String op, String spec, int size, int ordinal, CoppiceException error) {
        super(
                Fault.of(error.code(), error.fault().kind())
                        .refused(refused(op, spec))
                        .found("Item " + (ordinal + 1) + " of " + size + ": "
                                + error.fault().refused() + " " + error.fault().found())
                        .changed("No item was written.")
                        .next(error.fault().next()),
                error);
        this.outcome = new Outcome.Failed<>(ordinal, Outcome.Failed.Kind.BUILD, error);
    }

    /** The position of the item in the list that was given, from 0. */
    public int ordinal() {
        return outcome.ordinal();
    }

    /** How that item ended. */
    public Outcome<? extends Record> outcome() {
        return outcome;
    }

    private static Fault fault(String op, String spec, int size, Outcome<? extends Record> outcome) {
        var said = switch (outcome) {
            case Outcome.Refused<?> refused ->
                new Said("write.refused", Fault.Kind.REFUSED, "is refused by its gate, " + refused.gate());
            case Outcome.Missing<?> missing ->
                new Said("write.not-found", Fault.Kind.NOT_FOUND, "names no row of " + missing.key());
            case Outcome.Violated<?> violated -> broken(violated.violation());
            case Outcome.Failed<?> failed ->
                switch (failed.kind()) {
                    case BAD_VALUE -> new Said("write.bad-value", Fault.Kind.USAGE, "has a value no column takes");
                    case BUILD -> new Said("write.not-built", Fault.Kind.USAGE, "could not be built");
                    case DATABASE -> new Said("write.failed", Fault.Kind.FAILED, "was refused by the database");
                };
            case Outcome.Applied<?> applied -> throw new IllegalArgumentException("outcome must not be " + applied);
        };
        return Fault.of(said.code(), said.kind())
                .refused(refused(op, spec))
                .found("Item " + (outcome.ordinal() + 1) + " of " + size + " " + said.found() + ".")
                .changed("No item was written.")
                .next("Mend that item or leave it out, and write the others again.");
    }

    private static String refused(String op, String spec) {
        return "The batch of " + op + " \"" + spec + "\" was refused.";
    }

    private static Said broken(Violation violation) {
        var rule = violation.constraint() == null ? "a " + violation.kind().word() + " rule" : violation.constraint();
        return new Said("write." + violation.kind().word() + "-violation", Fault.Kind.CONFLICT, "breaks " + rule);
    }

    private static RuntimeException error(Outcome<? extends Record> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?> refused -> new ConditionalMutationForbidden(refused.gate());
            case Outcome.Missing<?> missing -> new ObjectNotFound(missing.key());
            case Outcome.Violated<?> violated -> violated.error();
            case Outcome.Failed<?> failed -> failed.error();
            case Outcome.Applied<?> applied -> throw new IllegalArgumentException("outcome must not be " + applied);
        };
    }

    private record Said(String code, Fault.Kind kind, String found) {}
}
