package dev.coppice.server.internal.console;

import static dev.coppice.server.internal.console.Identifiers.literal;
import static dev.coppice.server.internal.console.Identifiers.quoted;
import static dev.coppice.server.internal.console.Identifiers.table;

import dev.coppice.server.KindView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts the resources of one kind, by one pass over its table. */
final class KindCounter {
    /** The columns of the page, in order. */
    static final List<String> COLUMNS =
            List.of("total", "active", "suspended", "deprovisioned", "protected", "leaving");

    private static final List<String> STATUSES = List.of("active", "suspended", "deprovisioned");
    private static final String NOT_DECLARED = "–";

    private final KindView kind;
    private final BoundedReader reader;

    KindCounter(KindView kind, BoundedReader reader) {
        this.kind = kind;
        this.reader = reader;
    }

    KindNumbers count() {
        try {
            return new KindNumbers(kind.name(), kind.table().toString(), reader.one(sql(), KindCounter::cells), "");
        } catch (SQLException failure) {
            return new KindNumbers(kind.name(), kind.table().toString(), List.of(), Trouble.sentence(failure));
        }
    }

    private String sql() {
        var status = quoted(kind.status()) + "::text = ";
        var counts = new ArrayList<String>();
        counts.add("count(*)");
        for (var word : STATUSES) {
            counts.add(where(Optional.of(status + literal(word))));
        }
        counts.add(where(kind.protection().map(Identifiers::quoted)));
        counts.add(where(kind.fence().map(column -> quoted(column) + " IS NOT NULL")));
        return counts.stream().collect(Collectors.joining(", ", "SELECT ", " FROM " + table(kind.table())));
    }

    private static String where(Optional<String> condition) {
        return condition.map(sql -> "count(*) FILTER (WHERE " + sql + ")").orElse("NULL::bigint");
    }

    private static List<KindNumbers.Cell> cells(ResultSet row) throws SQLException {
        var cells = new ArrayList<KindNumbers.Cell>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            long count = row.getLong(i + 1);
            cells.add(
                    row.wasNull()
                            ? new KindNumbers.Cell(COLUMNS.get(i), NOT_DECLARED, "none")
                            : new KindNumbers.Cell(
                                    COLUMNS.get(i), Figures.grouped(count), count == 0 ? "none" : COLUMNS.get(i)));
        }
        return List.copyOf(cells);
    }
}
