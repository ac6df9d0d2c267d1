package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.KeyColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Locked rows of one table as arrays in settings of the transaction, one per column kept: first what tells them apart while
 * they are locked, then what other tables refer to. So keys never travel, a COPY can read them, and a pooler may lie between.
 *
 * @param name what the settings' names begin with
 * @param table the table
 * @param kept the columns
 */
public record KeySet(String name, ClosureTable table, List<Column> kept) {
    /** Copies the columns. */
    public KeySet {
        kept = List.copyOf(kept);
    }

    static KeySet of(String name, ClosureTable table, List<String> referred) {
        var kept = new ArrayList<Column>();
        table.place().forEach(key -> kept.add(key.column()));
        referred.stream()
                .map(table::column)
                .filter(column -> !kept.contains(column))
                .distinct()
                .forEach(kept::add);
        return new KeySet(name, table, kept);
    }

    /** The same columns under another name. */
    public KeySet named(String other) {
        return new KeySet(other, table, kept);
    }

    /** Empties the set; an expression for a SELECT list. */
    public String emptied() {
        return settings(setting -> "set_config('" + setting + "', '{}', true)");
    }

    /** Keeps the rows of another set of the same table beside those kept already. */
    public String joined(KeySet other) {
        return numbered((setting, i) ->
                "length(set_config('" + setting + "', (" + array(i) + " || " + other.array(i) + ")::text, true))");
    }

    /** What a statement must select of a row for {@link #stored} and {@link #added}. */
    public String selected() {
        return IntStream.range(0, kept.size())
                .mapToObj(i -> table.qualified(kept.get(i)) + cast(kept.get(i)) + " AS coppice_c" + i)
                .collect(joining(", "));
    }

    /** Keeps the selected rows; an expression over all of them whose value is of no use. */
    public String stored() {
        return numbered((setting, i) ->
                "length(set_config('" + setting + "', coalesce(array_agg(coppice_c" + i + ")::text, '{}'), true))");
    }

    /**
     * The selected rows of a query in the order of their keys, where those are kept: whoever looks them up one by one, as the
     * checks of foreign keys do, then walks through the indexes instead of jumping.
     */
    public String inOrder(String query) {
        var keys = table.identity().columns().stream().map(KeyColumn::column).toList();
        return keys.stream().anyMatch(key -> key.array() || !kept.contains(key))
                ? query
                : "(SELECT * FROM " + query + " ORDER BY "
                        + keys.stream()
                                .map(key -> "coppice_c" + kept.indexOf(key))
                                .collect(joining(", ")) + ") AS "
                        + query;
    }

    /** Keeps the selected rows beside those kept already. */
    public String added() {
        return numbered((setting, i) -> "length(set_config('" + setting + "', (" + array(i)
                + " || coalesce(array_agg(coppice_c" + i + "), '{}'))::text, true))");
    }

    /** The kept rows in a FROM clause, under an alias, with columns {@code coppice_c0} and on. */
    public String rows(String alias) {
        var arrays = IntStream.range(0, kept.size()).mapToObj(this::array).collect(joining(", "));
        return "unnest(" + arrays + ") AS " + alias + " ("
                + IntStream.range(0, kept.size()).mapToObj(i -> "coppice_c" + i).collect(joining(", ")) + ")";
    }

    /** The columns of {@link #rows}, to be kept again. */
    public String again(String alias) {
        return IntStream.range(0, kept.size())
                .mapToObj(i -> alias + ".coppice_c" + i)
                .collect(joining(", "));
    }

    /** A kept column of {@link #rows}. */
    String column(String alias, String column) {
        return alias + ".coppice_c" + place(column)
                + (kept.get(place(column)).array()
                        ? "::" + kept.get(place(column)).keyType()
                        : "");
    }

    /** All values of a kept column, for the right side of {@code ANY}, read as another type where one is given. */
    String values(String column, String type) {
        return once(place(column), type);
    }

    /** That a row of the table is one of these. */
    public String contains() {
        var keys = table.place();
        if (keys.size() == 1 && !keys.getFirst().column().array()) {
            var key = keys.getFirst();
            return table.value(key.column()) + " " + key.equal() + " ANY (" + array(0) + ")";
        }
        return "EXISTS (SELECT FROM " + rows("coppice_k") + " WHERE " + matching("coppice_k") + ")";
    }

    /** That a row of the table is none of these; hashed by the server, however many there are. */
    public String lacks() {
        return lacksUnder("coppice_k");
    }

    /** The same where {@code k} is taken. */
    String lacksUnder(String alias) {
        return "NOT EXISTS (SELECT FROM " + rows(alias) + " WHERE " + matching(alias) + ")";
    }

    /** That a row of the table is the row of {@link #rows}. */
    public String matching(String alias) {
        return table.place().stream()
                .map(key -> table.value(key.column()) + " " + key.equal() + " "
                        + column(alias, key.column().name()))
                .collect(joining(" AND "));
    }

    /** That rows of {@link #rows} of this set and of another of the same table are the same. */
    String same(String alias, String other) {
        return IntStream.range(0, table.place().size())
                .mapToObj(i -> alias + ".coppice_c" + i + " " + equal(i) + " " + other + ".coppice_c" + i)
                .collect(joining(" AND "));
    }

    // An array of arrays is no list of arrays, and one of domains is no array of their type.
    private static String cast(Column column) {
        if (column.array()) {
            return "::text";
        }
        return column.type().equals(column.keyType()) ? "" : "::" + column.keyType();
    }

    private String equal(int i) {
        KeyColumn key = table.place().get(i);
        return key.column().array() ? "=" : key.equal();
    }

    private int place(String column) {
        return IntStream.range(0, kept.size())
                .filter(i -> kept.get(i).name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("column is not kept of " + table + ": " + column));
    }

    private String setting(int i) {
        return "coppice." + name + "_c" + i;
    }

    private String array(int i) {
        return once(i, kept.get(i).array() ? "text" : kept.get(i).keyType());
    }

    // A setting in a condition is read, and its text taken apart, for each row; a sub-select is asked once per
    // statement.
    // The cast keeps ANY from taking it for a list of rows.
    private String once(int i, String type) {
        return "(SELECT current_setting('" + setting(i) + "')::" + type + "[])::" + type + "[]";
    }

    private String settings(UnaryOperator<String> expression) {
        return numbered((setting, i) -> expression.apply(setting));
    }

    private String numbered(BiFunction<String, Integer, String> expression) {
        return IntStream.range(0, kept.size())
                .mapToObj(i -> expression.apply(setting(i), i))
                .collect(joining(", "));
    }
}
