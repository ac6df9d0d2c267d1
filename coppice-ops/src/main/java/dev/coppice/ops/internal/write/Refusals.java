package dev.coppice.ops.internal.write;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.SqlError;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What write ops refuse before anything is sent, and what became of an item that the database refused. */
final class Refusals {
    private Refusals() {}

    /** Fails on a null where an item should be, and on items of different tables. */
    static void requireUniform(String op, Iterable<? extends @Nullable Spec<?>> specs) {
        Spec<?> first = null;
        var ordinal = 0;
        for (var spec : specs) {
            if (spec == null) {
                throw usage("write.null-item", op, "Item " + (ordinal + 1) + " is null.", "Leave it out.");
            }
            first = first == null ? spec : first;
            if (!GatedWrite.isSame(first.table(), spec.table())) {
                throw usage(
                        "write.mixed-tables",
                        op,
                        "Item " + (ordinal + 1) + " writes to another table than the first.",
                        "Write each table by a call of its own.");
            }
            ordinal++;
        }
    }

    static CoppiceException nothingSet(Spec<?> spec) {
        return usage("write.nothing-set", spec.name(), "It sets no column.", "Add set(column, value).");
    }

    static CoppiceException keyAndCondition(Spec<?> spec) {
        return usage(
                "write.key-and-condition",
                spec.name(),
                "It has a key, and a condition as well.",
                "Leave the key out, or use the op for one row.");
    }

    static CoppiceException noConflictColumns(Spec<?> spec) {
        return usage(
                "write.no-conflict-columns",
                spec.name(),
                "It does not say by which columns a row is known.",
                "Add conflictOn(columns).");
    }

    /** An insert that the database accepted and did not do. */
    static <R extends Record> Outcome<R> suppressed(Spec<R> spec, int ordinal) {
        return new Failed<>(
                ordinal,
                Failed.Kind.DATABASE,
                usage(
                        "write.suppressed",
                        spec.name(),
                        "A trigger or a rule of the table dropped the row.",
                        "Look at the table's triggers."));
    }

    /** What an error that belongs to an item makes of it. */
    static <R extends Record> Outcome<R> outcome(Spec<R> spec, int ordinal, SqlError error) {
        if (error.violation() != null) {
            return new Outcome.Violated<>(ordinal, error.violation(), spec.errorFor(error.violation()));
        }
        var kind = error.isBadValue() ? Failed.Kind.BAD_VALUE : Failed.Kind.DATABASE;
        return new Failed<>(ordinal, kind, Faults.ofItem(spec.name(), error));
    }

    private static CoppiceException usage(String code, String what, String found, String next) {
        return Fault.of(code, Fault.Kind.USAGE)
                .refused("The write of \"" + what + "\" was refused.")
                .found(found)
                .changed("Nothing of it was written.")
                .next(next)
                .exception();
    }
}
