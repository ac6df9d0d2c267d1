package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.document.CursorPage;
import dev.coppice.settings.SearchPage;
import java.util.function.Function;

/** A page of a search as an answer: a document for scripts, a table for people. */
record Listed<D>(CursorPage<D> page, TextTable table) {
    /** The page of rows that were found here. */
    static <T, D> CursorPage<D> page(SearchPage<T> found, Function<T, D> document) {
        return new CursorPage<>(
                found.items().stream().map(document).toList(),
                found.hasNext() ? found.endCursor().orElse(null) : null);
    }

    Listed<D> rows(Function<D, Object[]> row) {
        table.rows(page.items().stream().map(row));
        return this;
    }

    String text(String none) {
        return page.items().isEmpty() ? none : table.toString();
    }
}
