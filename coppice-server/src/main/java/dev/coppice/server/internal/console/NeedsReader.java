package dev.coppice.server.internal.console;

import dev.coppice.server.internal.console.NeedSort.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what waits for a person, in one query of what the schema coppice knows. */
final class NeedsReader {
    static final Needs UNREAD = new Needs(List.of(), 0, "Not read yet.");

    private static final int OF_A_SORT = 3;
    private static final String QUERY = NeedSort.ALL.stream()
            .map(sort -> "(" + sort.query(OF_A_SORT) + ")")
            .collect(Collectors.joining(" UNION ALL "));

    private final BoundedReader reader;

    NeedsReader(BoundedReader reader) {
        this.reader = reader;
    }

    /**
     * What waits for a person.
     *
     * @param items what waits, the worst first
     * @param many how much waits in all
     * @param trouble why that is not known; empty where it is
     */
    record Needs(List<Need> items, long many, String trouble) {}

    private record Found(String sort, Row row, long many) {}

    Needs read() {
        try {
            var found = reader.all(QUERY, NeedsReader::found);
            return new Needs(needs(found), many(found), "");
        } catch (SQLException failure) {
            return new Needs(List.of(), 0, Trouble.sentence(failure));
        }
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getString(1), new Row(row.getString(2), row.getString(3), row.getString(4)), row.getLong(5));
    }

    private static long many(List<Found> found) {
        return found.stream()
                .collect(Collectors.toMap(Found::sort, Found::many, (each, same) -> each))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<Need> needs(List<Found> found) {
        var needs = new ArrayList<Need>();
        for (var sort : NeedSort.ALL) {
            var rows = found.stream()
                    .filter(each -> each.sort().equals(sort.name()))
                    .toList();
            rows.forEach(each -> needs.add(sort.need(each.row())));
            if (!rows.isEmpty() && rows.getFirst().many() > rows.size()) {
                needs.add(sort.more(rows.getFirst().many() - rows.size()));
            }
        }
        return List.copyOf(needs);
    }
}
