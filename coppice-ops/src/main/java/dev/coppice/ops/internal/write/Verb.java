package dev.coppice.ops.internal.write;

import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.transaction.Session;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/** One way of writing: exactly one item, and many in one statement. Neither cares about savepoints. */
interface Verb<R extends Record, S extends Spec<R>> {
    /** Fails before anything is sent if the spec cannot be written this way. */
    default void requireComplete(S spec) {}

    /** Writes one item; a failure of the statement is thrown. */
    Outcome<R> one(Session session, S spec, int ordinal);

    /**
     * What two items must share to stand in one statement; items whose shape is empty stand alone.
     */
    Optional<Object> shape(S spec);

    /** What no two items of one statement may share, if anything. */
    Optional<Object> identity(S spec);

    /** How many values one item sends. */
    int binds(S spec);

    /** Writes items of one shape; empty unless every single one applied. */
    Optional<List<Applied<R>>> slice(Session session, List<S> specs, int firstOrdinal);
}
