package dev.coppice.prune.internal.restore;

import java.util.List;
import java.util.Optional;

/**
 * A primary key, unique or exclusion constraint, or unique index: what keeps two rows from standing side by side.
 *
 * @param name its name
 * @param primary whether it is the primary key
 * @param immediate whether it is checked row by row, not only at the end of a statement or transaction
 * @param parts what it compares, in order
 * @param predicate which rows it is about, if not about all
 * @param nullsEqual whether nulls count as equal
 */
record UniqueRule(
        String name,
        boolean primary,
        boolean immediate,
        List<Part> parts,
        Optional<String> predicate,
        boolean nullsEqual) {
    UniqueRule {
        parts = List.copyOf(parts);
    }

    /**
     * One thing it compares.
     *
     * @param column the column; empty where it is something else
     * @param expression the same or the other in SQL
     * @param form the type and collation it is compared in, to be put behind
     * @param operator how it is compared
     */
    record Part(String column, String expression, String form, String operator) {
        String sql() {
            return "(" + expression + ")" + form;
        }

        /** The column of a FROM item. */
        String of(String alias) {
            return "(" + alias + "." + Names.quoted(column) + ")" + form;
        }
    }

    List<String> columns() {
        return parts.stream().map(Part::column).toList();
    }
}
