package dev.coppice.ops;

/** The error of a violation that the spec does not expect. */
public final class IntegrityViolated extends CoppiceException {
    private static final long serialVersionUID = 1L;

    private final transient Violation violation;

    /** The error for a violation met by the spec called {@code spec}. */
    public IntegrityViolated(String spec, Violation violation) {
        super(Fault.of("write." + violation.kind().word() + "-violation", Fault.Kind.CONFLICT)
                .refused("The write of \"" + spec + "\" was refused.")
                .found("It breaks " + rule(violation) + ".")
                .changed("Nothing of it was written.")
                .next("Mend the item, or add expect(…) to turn this into an error of your own."));
        this.violation = violation;
    }

    private IntegrityViolated(Fault fault, Violation violation) {
        super(fault);
        this.violation = violation;
    }

    /** The error for a violation met by the pruner called {@code spec}: most often rows that refer to those that would go. */
    static IntegrityViolated ofPrune(String spec, Violation violation) {
        var place = violation.constraint() == null || violation.table() == null ? "" : " of " + violation.table();
        var fault = Fault.of("prune." + violation.kind().word() + "-violation", Fault.Kind.CONFLICT)
                .refused("The prune of \"" + spec + "\" was refused.")
                .found("It breaks " + rule(violation) + place + ".")
                .changed("Nothing was deleted.")
                .next("Declare the rows that refer by cascade(…), purge them first, or leave out what they refer to.");
        return new IntegrityViolated(fault, violation);
    }

    /** What forbids the write. */
    public Violation violation() {
        return violation;
    }

    private static String rule(Violation violation) {
        var kind = violation.kind().word() + " rule";
        if (violation.constraint() != null) {
            return "the " + kind + " " + violation.constraint();
        }
        var place = violation.table() == null ? "" : " of " + violation.table();
        return violation.column() == null
                ? "a " + kind + place
                : "the " + kind + " of column " + violation.column() + place;
    }
}
