package dev.coppice.server.internal.settings;

import dev.coppice.settings.Purge;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows to remove.
 *
 * @param items one for each
 */
record PurgeItems(@Nullable List<PurgeItem> items) implements Items<PurgeItems.PurgeItem> {
    /**
     * One row to remove.
     *
     * @param id which
     * @param version the version it must have; any when left out
     */
    record PurgeItem(@Nullable UUID id, @Nullable Long version) {
        Purge purge() {
            return new Purge(Incoming.required(id, "id"), Incoming.version(version));
        }
    }
}
