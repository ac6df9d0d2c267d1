package dev.coppice.server.internal.settings;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an item of a bulk request is called in the answer: by the name of its setting, or by its id.
 *
 * @param name the setting, where the item names it
 * @param id the row, where the item names it
 */
record ItemLabel(@Nullable String name, @Nullable UUID id) {
    static ItemLabel named(@Nullable String name) {
        return new ItemLabel(name, null);
    }

    static ItemLabel of(@Nullable UUID id) {
        return new ItemLabel(null, id);
    }
}
