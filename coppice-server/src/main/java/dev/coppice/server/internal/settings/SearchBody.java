package dev.coppice.server.internal.settings;

import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jspecify.annotations.Nullable;

/**
 * A search.
 *
 * @param filter which rows; all when left out
 * @param names the settings it is about, each of which must be defined; all when left out
 * @param order the columns to sort by; downwards with a minus before the column, as in {@code -updatedAt}
 * @param page which page; the first 20 rows when left out
 * @param total whether to count all rows of the search as well
 */
record SearchBody(
        @Nullable FilterBody filter,
        @Nullable List<String> names,
        @Nullable List<String> order,
        @Nullable PageBody page,
        @Nullable Boolean total) {
    private static final int LARGEST_PAGE = 500;

    private static final Map<String, Field<?>> COLUMNS = Map.of(
            "id", SettingFields.ID,
            "name", SettingFields.NAME,
            "scopeType", SettingFields.SCOPE_TYPE,
            "scopeId", SettingFields.SCOPE_ID,
            "rank", SettingFields.RANK,
            "version", SettingFields.VERSION,
            "createdAt", SettingFields.CREATED_AT,
            "updatedAt", SettingFields.UPDATED_AT);

    /**
     * Which page: {@code first} with {@code after}, {@code last} with {@code before}, or {@code limit} with {@code offset}.
     *
     * @param first so many rows from the beginning or behind {@code after}
     * @param after the {@code next} of the page before
     * @param last so many rows from the end or before {@code before}
     * @param before the {@code previous} of the page behind
     * @param limit so many rows behind {@code offset}
     * @param offset how many rows to pass over
     */
    record PageBody(
            @Nullable Long first,
            @Nullable String after,
            @Nullable Long last,
            @Nullable String before,
            @Nullable Long limit,
            @Nullable Long offset) {
        private PageRequest request() {
            if (Stream.of(Optional.ofNullable(first), Optional.ofNullable(last), Optional.ofNullable(limit))
                    .flatMap(Optional::stream)
                    .anyMatch(size -> size > LARGEST_PAGE)) {
                throw RequestFaults.invalid("The page is larger than " + LARGEST_PAGE + " rows.");
            }
            return PageRequest.from(this::parameter);
        }

        private @Nullable String parameter(String name) {
            var value = switch (name) {
                case "first" -> first;
                case "after" -> after;
                case "last" -> last;
                case "before" -> before;
                case "limit" -> limit;
                case "offset" -> offset;
                default -> null;
            };
            return value == null ? null : value.toString();
        }
    }

    Search search() {
        var rows = filter == null ? Filter.allOf() : filter.filter();
        var columns = order == null
                ? List.<OrderField<?>>of()
                : order.stream().<OrderField<?>>map(SearchBody::column).toList();
        return new Search(rows, names == null ? List.of() : names, columns);
    }

    PageRequest request() {
        var wanted = page == null ? PageRequest.first(PageRequest.DEFAULT_SIZE) : page.request();
        return Boolean.TRUE.equals(total) ? wanted.withTotal() : wanted;
    }

    private static OrderField<?> column(String word) {
        boolean down = word.startsWith("-");
        var column = COLUMNS.get(down ? word.substring(1) : word);
        if (column == null) {
            throw RequestFaults.invalid("An \"order\" is none of "
                    + String.join(", ", COLUMNS.keySet().stream().sorted().toList())
                    + ", with or without a minus before it.");
        }
        return down ? column.desc() : column.asc();
    }
}
