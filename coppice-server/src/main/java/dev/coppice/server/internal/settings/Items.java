package dev.coppice.server.internal.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a bulk request.
 *
 * @param <I> one item
 */
interface Items<I> {
    /** The items; null when the body has none. */
    @Nullable
    List<I> items();
}
