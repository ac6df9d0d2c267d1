package dev.coppice.server.internal.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search in what one scope says; as {@link SearchBody} otherwise.
 *
 * @param scope the scope
 * @param filter which rows
 * @param names the settings it is about
 * @param order what to sort by
 * @param page which page
 * @param total whether to count
 */
record ScopeSearch(
        @Nullable ScopeBody scope,
        @Nullable FilterBody filter,
        @Nullable List<String> names,
        @Nullable List<String> order,
        SearchBody.@Nullable PageBody page,
        @Nullable Boolean total) {
    SearchBody body() {
        return new SearchBody(filter, names, order, page, total);
    }
}
