package dev.coppice.ops;

import org.jooq.Record;

/** The answer to a lookup by what ought to be unique. Sealed, for an exhaustive {@code switch}. */
public sealed interface Lookup<R extends Record> {
    /** No row matches. */
    record None<R extends Record>() implements Lookup<R> {}

    /** Exactly one row matches. */
    record One<R extends Record>(R row) implements Lookup<R> {
        /** Says nothing of the row, which may hold what a log must not. */
        @Override
        public String toString() {
            return "One[]";
        }
    }

    /** Two rows match, or more: the condition does not identify. */
    record Ambiguous<R extends Record>() implements Lookup<R> {}
}
