package dev.coppice.lifecycle.internal.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tables in the order in which their rows can go: those that refer first, and tables in a circle together. */
final class RowOrder {
    private final List<RowLink> links;

    private RowOrder(List<RowLink> links) {
        this.links = links;
    }

    /** Groups of tables; all but one of a circle are of one table. */
    static List<List<RowTable>> of(Collection<RowTable> tables, List<RowLink> links) {
        var order = new RowOrder(links);
        var rest = new ArrayList<>(tables);
        var groups = new ArrayList<List<RowTable>>();
        while (!rest.isEmpty()) {
            var group = order.next(rest);
            groups.add(group);
            rest.removeAll(group);
        }
        return groups;
    }

    /** Tables that nothing refers to but they themselves: the smallest set closed under what refers to it. */
    private List<RowTable> next(List<RowTable> rest) {
        var smallest = List.copyOf(rest);
        for (var table : rest) {
            var before = before(table, rest);
            if (before.size() < smallest.size()) {
                smallest = before;
            }
        }
        return smallest;
    }

    /** The table and all that must go before it or with it. */
    private List<RowTable> before(RowTable table, List<RowTable> rest) {
        Set<Long> found = new HashSet<>(Set.of(table.oid()));
        var grown = true;
        while (grown) {
            grown = false;
            for (var link : links) {
                grown |= found.contains(link.parentTable()) && found.add(link.childTable());
            }
        }
        return rest.stream().filter(other -> found.contains(other.oid())).toList();
    }
}
