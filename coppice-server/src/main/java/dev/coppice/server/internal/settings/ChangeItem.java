package dev.coppice.server.internal.settings;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One item of a bulk change.
 *
 * @param <P> what is to be changed
 */
interface ChangeItem<P> {
    /** Whose change it is. */
    @Nullable
    UUID id();

    /** The version the row must have. */
    @Nullable
    Long version();

    /** What is to be changed. */
    P patch();
}
