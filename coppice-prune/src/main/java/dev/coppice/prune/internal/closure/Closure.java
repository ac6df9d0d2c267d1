package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every table and path reached from a table. A value for any thread.
 *
 * @param root the table of the policy
 * @param tables every table that takes part, by name; those that stay too
 * @param deleted along these a child goes with its parent
 * @param edited along these a child stays and is changed by the database
 * @param blocking along these a child that stays keeps its parent
 * @param order the tables whose rows go, leaves first; tables that name each other in a circle form one group
 * @param fingerprint what a plan relies on, line by line
 */
public record Closure(
        TableName root,
        Map<TableName, ClosureTable> tables,
        List<Relation> deleted,
        List<Relation> edited,
        List<Relation> blocking,
        List<List<TableName>> order,
        List<String> fingerprint) {

    /** Copies the lists. */
    public Closure {
        tables = Map.copyOf(tables);
        deleted = List.copyOf(deleted);
        edited = List.copyOf(edited);
        blocking = List.copyOf(blocking);
        order = order.stream().map(List::copyOf).toList();
        fingerprint = List.copyOf(fingerprint);
    }

    /** The table of the policy. */
    public ClosureTable rootTable() {
        return table(root);
    }

    /** A table that takes part. */
    public ClosureTable table(TableName name) {
        var table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("table does not take part in the closure: " + name);
        }
        return table;
    }

    /** The tables whose rows go, parents first, the policy's own at the head. */
    public List<ClosureTable> goingTables() {
        return order.reversed().stream().flatMap(List::stream).map(this::table).toList();
    }

    /** Whether rows of a table go. */
    public boolean goes(TableName table) {
        return !group(table).isEmpty();
    }

    /** The tables that a table names, and is named by, in a circle, itself included; itself alone where there are none. */
    public List<TableName> group(TableName table) {
        return order.stream().filter(group -> group.contains(table)).findFirst().orElse(List.of());
    }

    /** The relations by which rows of a table go. */
    public List<Relation> into(TableName child) {
        return deleted.stream()
                .filter(relation -> relation.child().equals(child))
                .toList();
    }

    /**
     * Whether the rows of a table that go are known by their parents alone: one relation leads to them, nothing hangs below
     * them, nothing empties them first, and no trigger acts on them. Then none needs to be locked before it is deleted.
     */
    public boolean leaf(TableName table) {
        var into = into(table);
        var acting = "table " + table + " trigger ";
        return into.size() == 1
                && !table.equals(root)
                && relations().noneMatch(relation -> relation.parent().equals(table))
                && edited.stream().noneMatch(relation -> relation.child().equals(table))
                && fingerprint.stream().noneMatch(line -> line.startsWith(acting));
    }

    /** All relations. */
    public Stream<Relation> relations() {
        return Stream.of(deleted, edited, blocking).flatMap(List::stream);
    }
}
