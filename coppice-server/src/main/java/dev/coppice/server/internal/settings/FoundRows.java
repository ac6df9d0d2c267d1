package dev.coppice.server.internal.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.ops.Total;
import dev.coppice.settings.SearchPage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search.
 *
 * @param items the rows
 * @param next what to ask the next page with; null on the last page
 * @param previous what to ask the page before with; null on the first page
 * @param total how many rows the search has, where that was asked
 */
record FoundRows(
        List<RowDocument> items,
        @Nullable String next,
        @Nullable String previous,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total) {
    static <T> FoundRows of(SearchPage<T> page, Function<T, ? extends RowDocument> document) {
        return new FoundRows(
                page.items().stream().<RowDocument>map(document).toList(),
                page.hasNext() ? page.endCursor().orElse(null) : null,
                page.hasPrevious() ? page.startCursor().orElse(null) : null,
                switch (page.total()) {
                    case Total.NotCounted none -> null;
                    case Total.Exactly exactly -> exactly.rows();
                    case Total.MoreThan more -> more.rows();
                });
    }
}
