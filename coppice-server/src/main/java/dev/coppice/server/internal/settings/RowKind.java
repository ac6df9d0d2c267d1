package dev.coppice.server.internal.settings;

import dev.coppice.settings.Repository;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one sort go in and out over HTTP.
 *
 * @param <T> what is stored
 * @param <N> what is wanted
 * @param <C> what is to be changed
 * @param <I> a body that makes one
 * @param <P> a body that changes one
 */
interface RowKind<T, N, C, I, P> {
    /** The last part of its paths, as in {@code definitions}. */
    String path();

    /** What messages call one, as in {@code definition}. */
    String word();

    /** The types of its bodies. */
    Bodies<I, P> bodies();

    /** The rows of a store. */
    Repository<T, N, C> in(SettingsStore store);

    /** What a body wants. */
    N wanted(I body);

    /** What a body wants that makes a row, and cannot mean one that is there. */
    default N made(I body) {
        return wanted(body);
    }

    /** The setting a body names. */
    @Nullable
    String name(I body);

    /** What tells the row of a body from those of others. */
    @Nullable
    Object row(I body);

    /** What a body changes. */
    C change(UUID id, OptionalLong version, P body);

    /** A row as a document. */
    RowDocument document(T row);

    /** What goes with rows that are removed. */
    Hanging hanging(SettingsStore store, List<UUID> ids);

    /**
     * The types of the bodies.
     *
     * @param item makes one
     * @param items make several
     * @param patch changes one
     * @param changes change several
     * @param document what is answered
     */
    record Bodies<I, P>(
            Class<I> item,
            Class<? extends Items<I>> items,
            Class<P> patch,
            Class<? extends Items<? extends ChangeItem<P>>> changes,
            Class<? extends RowDocument> document) {}
}
