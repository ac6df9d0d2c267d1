package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;

/** What an item that fails does to the others: nothing, or it ends all by throwing. */
@FunctionalInterface
interface Failing {
    void item(int ordinal, CoppiceException error);
}
