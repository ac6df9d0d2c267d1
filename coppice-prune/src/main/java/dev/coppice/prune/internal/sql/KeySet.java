package dev.coppice.prune.internal.sql;

import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.KeyColumn;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of one table that a chunk has in hand: one array per column in a setting each, the n-th elements belonging
 * together. The first columns are the identity; behind them stand the columns by which children name these rows.
 *
 * @param table the table
 * @param prefix what its settings begin with
 * @param columns the columns carried
 */
record KeySet(ClosureTable table, String prefix, List<Column> columns) {
    /** The setting of a column. */
    String setting(int column) {
        return "coppice." + prefix + column;
    }

    /** The values of a column. */
    String array(int column) {
        return "current_setting('" + setting(column) + "')::"
                + columns.get(column).keyType() + "[]";
    }

    /** The identity alone, under another prefix. */
    KeySet narrowed(String other) {
        return new KeySet(table, other, columns.subList(0, identity().size()));
    }

    List<KeyColumn> identity() {
        return table.identity().columns();
    }

    /** To find these rows by their identity: the condition an index is used for. */
    String found(IntFunction<String> own) {
        return matching(places(), own, operators());
    }

    /** To find these rows of the table itself. */
    String foundOwn() {
        return found(i -> columns.get(i).of(table.sql()));
    }

    /** Whether a row that was found otherwise is one of these. */
    String holds(IntFunction<String> own) {
        return containing(places(), own, operators());
    }

    /** Whether a row of the table itself, found otherwise, is one of these. */
    String holdsOwn() {
        return holds(i -> columns.get(i).of(table.sql()));
    }

    /**
     * To find rows whose values {@code theirs}, by their operators, are those of a row in hand. The setting is read in a
     * sub-select of its own, or a plan without an index would parse all keys anew for each row.
     *
     * @param carried which of the columns are compared
     */
    String matching(List<Integer> carried, IntFunction<String> theirs, List<String> operators) {
        if (carried.size() == 1) {
            var type = columns.get(carried.getFirst()).keyType() + "[]";
            return theirs.apply(0) + " " + operators.getFirst() + " ANY ((SELECT " + array(carried.getFirst()) + ")::"
                    + type + ")";
        }
        return joined(carried, theirs, operators);
    }

    /**
     * Whether values are those of a row in hand, for rows found by another condition. IS TRUE keeps the planner from making a
     * join of it whose size it cannot know: what is left is a hash table, looked up once per row.
     */
    String containing(List<Integer> carried, IntFunction<String> theirs, List<String> operators) {
        if (operators.stream().distinct().count() > 1) {
            return "(" + joined(carried, theirs, operators) + ") IS TRUE";
        }
        var values = IntStream.range(0, carried.size()).mapToObj(theirs).collect(Collectors.joining(", "));
        return "((" + values + ") " + operators.getFirst() + " ANY (SELECT * FROM unnest(" + arrays(carried)
                + "))) IS TRUE";
    }

    private String joined(List<Integer> carried, IntFunction<String> theirs, List<String> operators) {
        var names = IntStream.range(0, carried.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        var pairs = IntStream.range(0, carried.size())
                .mapToObj(i -> theirs.apply(i) + " " + operators.get(i) + " coppice_key.k" + i)
                .collect(Collectors.joining(" AND "));
        return "EXISTS (SELECT FROM unnest(" + arrays(carried) + ") AS coppice_key (" + names + ") WHERE " + pairs
                + ")";
    }

    private String arrays(List<Integer> carried) {
        return carried.stream().map(this::array).collect(Collectors.joining(", "));
    }

    private List<Integer> places() {
        return IntStream.range(0, identity().size()).boxed().toList();
    }

    private List<String> operators() {
        return identity().stream().map(KeyColumn::equal).toList();
    }

    /** The columns as a select list, in the types they are kept in. */
    String selected() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).of(table.sql()) + " AS coppice_k" + i)
                .collect(Collectors.joining(", "));
    }

    /** Keeps what a query named {@code source} has selected, in place of what was in hand. */
    String kept(String source) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "set_config('" + setting(i) + "', " + gathered(source, i) + "::text, true)")
                .collect(Collectors.joining(", "));
    }

    /** Keeps what a query named {@code source} has selected, besides what was in hand. */
    String added(String source) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "set_config('" + setting(i) + "', (" + array(i) + " || " + gathered(source, i)
                        + ")::text, true)")
                .collect(Collectors.joining(", "));
    }

    /** Empties it. */
    String emptied() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "set_config('" + setting(i) + "', '{}', true)")
                .collect(Collectors.joining(", "));
    }

    private String gathered(String source, int column) {
        return "coalesce(array_agg(" + source + ".coppice_k" + column + "), '{}')";
    }
}
