package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The sets of rows a chunk works with, by table: what it has locked, what must stay. */
public final class Sets {
    private final Map<TableName, KeySet> locked = new LinkedHashMap<>();
    private final Map<TableName, KeySet> staying = new LinkedHashMap<>();
    private final Map<TableName, KeySet> tip = new LinkedHashMap<>();
    private final List<KeySet> edited = new ArrayList<>();

    /** Empty sets for the tables of a closure; one for each serves all its transactions. */
    public Sets(Closure closure) {
        var tables = closure.goingTables();
        IntStream.range(0, tables.size()).forEach(i -> {
            var table = tables.get(i);
            var set = KeySet.of("t" + i, table, referred(closure, table));
            locked.put(table.name(), set);
            staying.put(table.name(), set.named("s" + i));
            tip.put(table.name(), set.named("p" + i));
        });
        for (var relation : closure.edited()) {
            edited.add(KeySet.of("e" + edited.size(), closure.table(relation.child()), List.of()));
        }
    }

    /** What of a table is locked and will go. */
    public KeySet locked(TableName table) {
        return known(locked, table);
    }

    /** What of a table has to stay after all. */
    public KeySet staying(TableName table) {
        return known(staying, table);
    }

    /** The row that is being drained, if it is of this table. */
    public KeySet tip(TableName table) {
        return known(tip, table);
    }

    /** What is edited along a relation, by its number among those that edit. */
    public KeySet edited(int relation) {
        return edited.get(relation);
    }

    /** A statement that empties all sets but the tip; the roots that are locked stay in hand where {@code keepRoots}. */
    public String emptied(boolean keepRoots) {
        return Stream.of(locked.values().stream().skip(keepRoots ? 1 : 0).toList(), staying.values(), edited)
                .flatMap(sets -> sets.stream().map(KeySet::emptied))
                .collect(joining(", ", "SELECT ", ""));
    }

    /** A statement that empties the tip. */
    public String withoutTip() {
        return tip.values().stream().map(KeySet::emptied).collect(joining(", ", "SELECT ", ""));
    }

    private static KeySet known(Map<TableName, KeySet> sets, TableName table) {
        var set = sets.get(table);
        if (set == null) {
            throw new IllegalArgumentException("rows of the table do not go: " + table);
        }
        return set;
    }

    private static List<String> referred(Closure closure, ClosureTable table) {
        return closure.relations()
                .filter(relation -> relation.parent().equals(table.name()))
                .flatMap(relation -> relation.parentColumns().stream())
                .distinct()
                .toList();
    }
}
