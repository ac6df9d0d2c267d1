package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Gate;
import dev.coppice.settings.Rank;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/**
 * One sort of rows inside one transaction: what it needs to know and to lock, and what items make of rows. Knows what the
 * items before have written.
 *
 * @param <T> what is stored
 * @param <N> what is wanted
 * @param <C> what is to be changed
 */
interface Sheet<T, N, C> {
    /** The key of a row that is wanted, as it is kept; fails when it cannot be one. */
    RowKey key(N wanted);

    /** Locks what the rows of these keys hang on, in the one order that all keep to. */
    void lock(Collection<RowKey> keys, Need need);

    /** What the columns shall hold besides the key; fails when they may not. */
    List<Cell<?>> made(RowKey key, N wanted);

    /** What the columns shall hold from now on, nothing when all stays; fails when they may not. */
    List<Cell<?>> changed(RowKey key, C change, Record row);

    /** Whether a rank can be decided only when what was decided before is written. */
    boolean mustWait(RowKey key, Rank rank);

    /** Told when all that was decided is written. */
    void written();

    /** What a write to this row depends on. */
    Optional<Gate> gate(RowKey key);

    /** The value of a row. */
    T value(Record row);

    /** What the rows are locked for. */
    enum Need {
        /** They go. */
        PURGE,
        /** They come or change. */
        WRITE,
        /** They come or change, and ranks are chosen. */
        RANK
    }
}
