package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.coppice.settings.Merged;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings as somebody sees them, position by position as they were asked for.
 *
 * @param items one for each name
 * @param etag changes when a value does
 */
record MergedDocument(List<Item> items, String etag) {
    /**
     * One setting.
     *
     * @param name the setting
     * @param value its value
     * @param origins where each key comes from, where that was asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String name,
            @JsonRawValue String value,
            @Nullable List<KeyOrigin> origins) {}

    /**
     * Where a key comes from.
     *
     * @param pointer the key, as a JSON pointer
     * @param scope the scope that has the last word on it
     * @param rank the rank it has it with
     */
    record KeyOrigin(String pointer, ScopeBody scope, int rank) {
        static KeyOrigin of(Origin origin) {
            return new KeyOrigin(origin.pointer(), ScopeBody.of(origin.scope()), origin.rank());
        }
    }

    static MergedDocument of(MergedSettings merged, boolean withOrigins) {
        return new MergedDocument(
                merged.items().stream().map(one -> item(one, withOrigins)).toList(), merged.etag());
    }

    private static Item item(Merged merged, boolean withOrigins) {
        var origins = withOrigins ? merged.origins().stream().map(KeyOrigin::of).toList() : null;
        return new Item(merged.name(), merged.value().json(), origins);
    }
}
