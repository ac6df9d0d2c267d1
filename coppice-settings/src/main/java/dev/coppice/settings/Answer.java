package dev.coppice.settings;

import dev.coppice.ops.Change;
import dev.coppice.ops.CoppiceException;

/**
 * How one item of a bulk write ended. Sealed, for an exhaustive {@code switch}.
 *
 * @param <T> what is stored
 */
public sealed interface Answer<T> {
    /** The position of the item in the list that was given, from 0. */
    int ordinal();

    /** What is stored, or the error. */
    T orThrow();

    /**
     * The write was done.
     *
     * @param ordinal the position of the item
     * @param value as it is stored; of a purge, as it was
     * @param change what happened to the row
     */
    record Done<T>(int ordinal, T value, Change change) implements Answer<T> {
        @Override
        public T orThrow() {
            return value;
        }
    }

    /**
     * The write was not done, and left nothing.
     *
     * @param ordinal the position of the item
     * @param error why; its code is stable
     */
    record NotDone<T>(int ordinal, CoppiceException error) implements Answer<T> {
        @Override
        public T orThrow() {
            throw error;
        }
    }
}
