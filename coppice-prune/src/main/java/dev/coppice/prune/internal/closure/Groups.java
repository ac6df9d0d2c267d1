package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Orders tables leaves first. Tables that name each other in a circle are one group (Tarjan's strongly connected
 * components, which come out children first). The same tables give the same order whatever the catalogue's.
 */
final class Groups {
    private static final Comparator<TableName> BY_NAME =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    private final SortedMap<TableName, SortedSet<TableName>> children = new TreeMap<>(BY_NAME);
    private final Map<TableName, Integer> index = new HashMap<>();
    private final Deque<TableName> open = new ArrayDeque<>();
    private final List<List<TableName>> groups = new ArrayList<>();

    private Groups() {}

    /** Groups of tables, leaves first, from relations among them; within a group {@code first} leads, then by name. */
    static List<List<TableName>> of(TableName first, List<TableName> tables, List<Relation> relations) {
        var walk = new Groups();
        tables.forEach(table -> walk.children.put(table, new TreeSet<>(BY_NAME)));
        for (var relation : relations) {
            var known = walk.children.get(relation.parent());
            if (known != null && walk.children.containsKey(relation.child())) {
                known.add(relation.child());
            }
        }
        walk.children.keySet().stream()
                .filter(table -> !walk.index.containsKey(table))
                .forEach(walk::visit);
        var order = Comparator.<TableName, Boolean>comparing(table -> !table.equals(first))
                .thenComparing(BY_NAME);
        return walk.groups.stream()
                .map(group -> group.stream().sorted(order).toList())
                .toList();
    }

    private int visit(TableName table) {
        var number = index.size();
        index.put(table, number);
        open.push(table);
        var lowest = number;
        for (var child : children.getOrDefault(table, new TreeSet<>(BY_NAME))) {
            if (!index.containsKey(child)) {
                lowest = Math.min(lowest, visit(child));
            } else if (open.contains(child)) {
                lowest = Math.min(lowest, index.get(child));
            }
        }
        if (lowest == number) {
            close(table);
        }
        return lowest;
    }

    private void close(TableName head) {
        var group = new ArrayList<TableName>();
        TableName member;
        do {
            member = open.pop();
            group.add(member);
        } while (!member.equals(head));
        groups.add(group);
    }
}
