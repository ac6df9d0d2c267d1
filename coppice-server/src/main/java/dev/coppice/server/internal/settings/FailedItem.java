package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.ops.CoppiceException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item of a bulk request that was not done.
 *
 * @param index its place in the request, from 0
 * @param name the setting, where the item names it
 * @param id the row, where the item names it
 * @param code why, for scripts
 * @param message why, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FailedItem(
        int index, @Nullable String name, @Nullable UUID id, String code, String message) {
    static FailedItem of(int index, ItemLabel label, CoppiceException error) {
        return new FailedItem(
                index, label.name(), label.id(), error.code(), error.fault().message());
    }
}
