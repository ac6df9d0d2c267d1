package dev.coppice.prune.internal.closure;

import dev.coppice.prune.internal.closure.Relation.Support;
import dev.coppice.prune.internal.read.Row;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An index as the catalogue numbers it; 0 stands for an expression. */
record Index(
        String name,
        boolean primary,
        boolean unique,
        boolean immediate,
        boolean usable,
        String method,
        Optional<String> predicate,
        List<Integer> columns,
        List<String> equals,
        List<String> greaters) {

    static Index read(Row row) throws SQLException {
        return new Index(
                row.text("relname"),
                row.truth("indisprimary"),
                row.truth("indisunique"),
                row.truth("indimmediate"),
                row.truth("usable"),
                row.text("amname"),
                row.maybe("predicate"),
                row.numbers("columns"),
                row.texts("equals"),
                row.texts("greaters"));
    }

    /** Whether equal columns mean one row: nothing partial, nothing deferred, no null. */
    boolean identifies(List<Column> table) {
        return unique
                && immediate
                && usable
                && predicate.isEmpty()
                && method.equals("btree")
                && columns.stream()
                        .allMatch(number -> table.stream()
                                .anyMatch(column -> column.number() == number && column.notNull() && !column.array()));
    }

    /**
     * How well the index finds rows whose {@code sought} columns have given values. A condition that the columns are not
     * null follows from that, any other leaves rows out.
     */
    Support support(List<Column> sought) {
        if (!usable || !(method.equals("btree") || method.equals("hash")) || !coversAll(sought)) {
            return Support.NONE;
        }
        var numbers = sought.stream().map(Column::number).toList();
        if (columns.size() >= numbers.size()
                && Set.copyOf(columns.subList(0, numbers.size())).equals(new HashSet<>(numbers))) {
            return Support.FULL;
        }
        return numbers.contains(columns.getFirst()) && method.equals("btree") ? Support.PARTLY : Support.NONE;
    }

    private boolean coversAll(List<Column> sought) {
        return predicate.isEmpty()
                || sought.stream().anyMatch(column -> predicate.get().equals("(" + column.sql() + " IS NOT NULL)"));
    }
}
