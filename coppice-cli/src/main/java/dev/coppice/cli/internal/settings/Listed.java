package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.settings.SearchPage;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a search as an answer: a document for scripts, a table for people. */
record Listed<T>(SearchPage<T> page, TextTable table) {
    Listed<T> rows(Function<T, Object[]> row) {
        table.rows(page.items().stream().map(row));
        return this;
    }

    Map<String, @Nullable Object> document(Function<T, ?> item) {
        return PageOptions.document(
                page.items().stream().map(item).toList(),
                page.hasNext() ? page.endCursor().orElse(null) : null);
    }

    String text(String none) {
        return page.items().isEmpty() ? none : table.toString();
    }
}
