package dev.coppice.ops;

import org.jooq.Record;

/**
 * How one item of a write ended. Sealed, for an exhaustive {@code switch}; a value for any thread.
 *
 * <p>Every outcome but {@link Applied} has left nothing of its item in the database, and the transaction can go on. What
 * makes going on pointless, such as a deadlock or a lost connection, is thrown instead.
 *
 * @param <R> the record of the table written to
 */
public sealed interface Outcome<R extends Record> {
    /** The position of the item in the list that was given, from 0; 0 for a single item. */
    int ordinal();

    /** The row, or the error behind this outcome as an exception. */
    R orThrow();

    /** The write was done; {@code row} is as the database returned it, for a purge as it was before. */
    record Applied<R extends Record>(int ordinal, R row, Change change) implements Outcome<R> {
        @Override
        public R orThrow() {
            return row;
        }

        /** Says nothing of the row, which may hold what a log must not. */
        @Override
        public String toString() {
            return "Applied[ordinal=" + ordinal + ", change=" + change + "]";
        }
    }

    /** The gate did not hold. */
    record Refused<R extends Record>(int ordinal, Gate gate) implements Outcome<R> {
        @Override
        public R orThrow() {
            throw new ConditionalMutationForbidden(gate);
        }
    }

    /** No row has the key: the row to write, or the parent row of a next value. */
    record Missing<R extends Record>(int ordinal, Key<?> key) implements Outcome<R> {
        @Override
        public R orThrow() {
            throw new ObjectNotFound(key);
        }
    }

    /** A constraint or a purger's own check forbids it; {@code error} is what the spec expects for it. */
    record Violated<R extends Record>(int ordinal, Violation violation, RuntimeException error) implements Outcome<R> {
        @Override
        public R orThrow() {
            throw error;
        }
    }

    /** The item itself cannot be written. */
    record Failed<R extends Record>(int ordinal, Kind kind, RuntimeException error) implements Outcome<R> {
        @Override
        public R orThrow() {
            throw error;
        }

        /** The sorts of failure that callers treat differently. */
        public enum Kind {
            /** A value the column cannot take. */
            BAD_VALUE,
            /** The function that builds the item failed. */
            BUILD,
            /** The database refused it for another reason, such as a trigger. */
            DATABASE
        }
    }
}
