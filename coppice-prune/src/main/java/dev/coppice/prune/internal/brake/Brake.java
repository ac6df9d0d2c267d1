package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;

/** A signal. Read by one thread, about once a second, in a READ ONLY transaction with a second for each statement. */
interface Brake extends AutoCloseable {
    /** What it is called. */
    BrakeName name();

    /**
     * What it finds.
     *
     * @throws Unreadable when it finds nothing
     * @throws dev.coppice.prune.internal.read.SqlFailure when the database refuses
     */
    Reading read(Sql sql);

    /** Whether it runs what somebody else has written, and may take all of its time. */
    default boolean foreign() {
        return false;
    }

    @Override
    default void close() {}
}
