package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A query whose one value says whether it may go on: true, or how much of a limit is used.
 *
 * @param query the query
 */
record CustomSql(String query) implements Brake {
    @Override
    public BrakeName name() {
        return BrakeName.SQL;
    }

    @Override
    public Reading read(Sql sql) {
        var rows = OwnQuery.rows(sql, query, CustomSql::first);
        var value = rows.size() == 1 ? rows.getFirst() : Optional.<String>empty();
        return value.map(CustomSql::reading)
                .orElseThrow(() -> new Unreadable("The query must yield one row with a value, and yielded "
                        + (rows.size() == 1 ? "null." : rows.size() + " rows.")));
    }

    private static Optional<String> first(Row row) throws SQLException {
        var values = row.all();
        if (values.isEmpty()) {
            throw new Unreadable("The query must yield one row with a value, and yielded no column.");
        }
        return Optional.ofNullable(values.getFirst());
    }

    private static Reading reading(String value) {
        if (value.equals("t") || value.equals("f")) {
            return Reading.of(value.equals("f"), "The query says " + (value.equals("t") ? "true." : "false."));
        }
        try {
            var used = Double.parseDouble(value);
            if (Double.isFinite(used)) {
                return new Reading(Math.max(0, used), "The query says " + used + ", limit 1.");
            }
        } catch (NumberFormatException neither) {
            // Said below, as of a number that is none.
        }
        throw new Unreadable("The query must yield a truth or a number.");
    }

    @Override
    public boolean foreign() {
        return true;
    }
}
