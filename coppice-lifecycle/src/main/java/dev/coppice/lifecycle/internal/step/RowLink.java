package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of one table that name rows of another, by a foreign key or by an association.
 *
 * @param child the leaves that refer
 * @param childTable the table they belong to
 * @param parent the leaves referred to
 * @param parentTable the table they belong to
 * @param pairs the columns that are equal
 * @param type for an association, the column that must have a certain value, and that value
 * @param follows whether a row goes with the one it refers to; else it only goes before it
 */
record RowLink(
        List<RowTable.Leaf> child,
        long childTable,
        List<RowTable.Leaf> parent,
        long parentTable,
        List<Pair> pairs,
        Optional<Typed> type,
        boolean follows) {
    /**
     * Two columns that are equal.
     *
     * @param cast what both are cast to first; empty for a foreign key, whose operator knows their types
     */
    record Pair(String referenced, String operator, String referring, String cast) {
        /** The pairs of a foreign key, as the catalogue has them. */
        static List<Pair> of(Array referenced, Array operators, Array referring) throws SQLException {
            var parents = (String[]) referenced.getArray();
            var equal = (String[]) operators.getArray();
            var children = (String[]) referring.getArray();
            return IntStream.range(0, parents.length)
                    .mapToObj(place -> new Pair(parents[place], equal[place], children[place], ""))
                    .toList();
        }

        String sql(String parentRow, String childRow) {
            return parentRow + "." + SchemaCopy.quoted(referenced) + cast + " OPERATOR(" + operator + ") " + childRow
                    + "." + SchemaCopy.quoted(referring) + cast;
        }
    }

    /** A column and the value it must have. */
    record Typed(String column, String value) {}

    /** The columns by which a row refers. */
    Stream<String> referringColumns() {
        return Stream.concat(pairs.stream().map(Pair::referring), type.stream().map(Typed::column));
    }

    boolean isForeignKey() {
        return pairs.stream().allMatch(pair -> pair.cast().isEmpty());
    }

    boolean isWithinOneTable() {
        return childTable == parentTable;
    }
}
