package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.step.RowTable.Leaf;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that go: the declared ones, and round by round those that go with them, until a round finds none. Circles and
 * chains of any length need no more than that.
 *
 * <p>Rows are kept by their place, leaf by leaf, as settings of the transaction, and never leave the server. A place stays the
 * row's own as long as the row is locked, or the snapshot is kept. Locked, each level is locked before the next is read, in a
 * statement of its own: so nobody can put a row below one that is locked and have it fall unseen. For one thread.
 */
final class DoomedRows {
    private static final String NONE = "";

    private final Connection connection;
    private final String letter;
    private final boolean locking;
    private final Map<Leaf, Long> counts = new LinkedHashMap<>();

    /**
     * Where rows are collected.
     *
     * @param letter what its settings begin with: two collections of one transaction need two
     * @param locking whether rows are locked as they are found
     */
    DoomedRows(Connection connection, String letter, boolean locking) {
        this.connection = connection;
        this.letter = letter;
        this.locking = locking;
    }

    /** Adds rows of a leaf that meet a condition on the row {@code t}, and that another collection has not claimed. */
    void add(RowTable table, String condition, DoomedRows claimed) throws SQLException {
        for (var leaf : table.leaves()) {
            found(
                    leaf,
                    "SELECT t.ctid FROM " + leaf.sql() + " AS t WHERE (" + condition + ")" + claimed.without(leaf)
                            + without(leaf));
        }
    }

    /** Adds all rows that go with those that are here. */
    void follow(List<RowLink> links, DoomedRows claimed) throws SQLException {
        var waiting = new ArrayDeque<>(counts.keySet());
        while (!waiting.isEmpty()) {
            var leaf = waiting.remove();
            move(leaf, "w", "f");
            for (var link : links) {
                if (link.follows() && link.parent().contains(leaf)) {
                    for (var child : link.child()) {
                        if (found(child, referring(link, leaf, child, claimed)) && !waiting.contains(child)) {
                            waiting.add(child);
                        }
                    }
                }
            }
        }
    }

    /** How many rows of each leaf there are; leaves without any are left out. */
    Map<Leaf, Long> counts() {
        return new HashMap<>(counts);
    }

    long count(RowTable table) {
        return table.leaves().stream()
                .mapToLong(leaf -> counts.getOrDefault(leaf, 0L))
                .sum();
    }

    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The condition of being here, for a row {@code t} of the leaf. */
    String here(Leaf leaf) {
        return "t.ctid = ANY (" + array("d", leaf) + ")";
    }

    /** A query for the rows of a table that are here, with all its columns in order. */
    String rows(RowTable table) {
        return rows(table, table.columns().keySet());
    }

    /** The same with some of its columns. */
    String rows(RowTable table, Collection<String> columns) {
        return table.leaves().stream()
                .filter(counts::containsKey)
                .map(leaf -> "SELECT " + RowTable.columnsOf("t", columns) + " FROM " + leaf.sql() + " AS t WHERE "
                        + here(leaf))
                .collect(joining(" UNION ALL "));
    }

    private String referring(RowLink link, Leaf parent, Leaf child, DoomedRows claimed) {
        var pairs = link.pairs().stream().map(pair -> pair.sql("p", "t")).collect(joining(" AND "));
        var typed = link.type()
                .map(type -> " AND t." + SchemaCopy.quoted(type.column()) + "::text = " + literal(type.value()))
                .orElse(NONE);
        return "SELECT t.ctid FROM " + child.sql() + " AS t WHERE EXISTS (SELECT FROM " + parent.sql()
                + " AS p WHERE p.ctid = ANY (" + array("f", parent) + ") AND " + pairs + ")" + typed
                + claimed.without(child) + without(child);
    }

    /** Notes rows as found and as waiting to be followed; whether there were any. */
    private boolean found(Leaf leaf, String query) throws SQLException {
        var count = gather(query + (locking ? " FOR UPDATE OF t" : NONE));
        if (count == 0) {
            return false;
        }
        append(leaf, "d");
        append(leaf, "w");
        counts.merge(leaf, count, Long::sum);
        return true;
    }

    private long gather(String query) throws SQLException {
        return number("SELECT cardinality(found.places), length(set_config('coppice." + letter
                + "n', found.places::text, true)) FROM (SELECT coalesce(array_agg(hit.ctid), '{}') AS places FROM ("
                + query + ") AS hit) AS found");
    }

    private void append(Leaf leaf, String part) throws SQLException {
        number("SELECT length(set_config('" + setting(part, leaf) + "', (" + array(part, leaf)
                + " || current_setting('coppice." + letter + "n')::tid[])::text, true))");
    }

    private void move(Leaf leaf, String from, String to) throws SQLException {
        number("SELECT length(set_config('" + setting(to, leaf) + "', current_setting('" + setting(from, leaf)
                + "'), true)), length(set_config('" + setting(from, leaf) + "', '{}', true))");
    }

    private String without(Leaf leaf) {
        return counts.containsKey(leaf)
                ? " AND NOT EXISTS (SELECT FROM unnest(" + array("d", leaf) + ") AS known (place)"
                        + " WHERE known.place = t.ctid)"
                : NONE;
    }

    /** The places of a leaf; none where none were set, in this transaction or by an earlier collection in it. */
    private String array(String part, Leaf leaf) {
        return counts.containsKey(leaf) ? "current_setting('" + setting(part, leaf) + "')::tid[]" : "'{}'::tid[]";
    }

    private String setting(String part, Leaf leaf) {
        return "coppice." + letter + part + leaf.oid();
    }

    private long number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
