package dev.coppice.ops.internal.prune;

import dev.coppice.ops.internal.catalogue.Catalogue;
import dev.coppice.ops.internal.catalogue.Order;
import dev.coppice.ops.internal.catalogue.Order.Before;
import dev.coppice.ops.internal.catalogue.Reference;
import dev.coppice.ops.internal.catalogue.Reference.Action;
import dev.coppice.ops.internal.catalogue.Relation;
import dev.coppice.ops.internal.catalogue.Relation.Right;
import dev.coppice.ops.internal.prune.PrunePlan.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds a cascade against its foreign keys: its tables can be deleted one after another, and no rows besides go. */
record CascadeRules(Relation root, List<Edge> edges, Catalogue catalogue, PruneRefusals refusals) {
    /**
     * The tables in the order of the deletes, without the root. A deferrable foreign key that is no edge does not count: it
     * is checked when all rows are gone.
     */
    List<Relation> childrenFirst() {
        var tables = tables();
        var rules = new ArrayList<Before>();
        edges.forEach(edge -> rules.add(new Before(edge.child(), edge.parent())));
        for (var parent : tables) {
            catalogue.referencesTo(parent).stream()
                    .filter(reference -> reference.onDelete() != Action.FORGET && !reference.deferrable())
                    .forEach(reference -> rules.add(new Before(catalogue.relation(reference.child()), parent)));
        }
        var order = Order.of(tables, rules);
        if (!order.cyclic().isEmpty()) {
            throw refusals.cyclic(order.cyclic());
        }
        // Reached from below, a row of the pruner's own table would go without being asked whether it may.
        edges.stream().map(Edge::child).filter(root::sharesRowsWith).findFirst().ifPresent(child -> {
            throw refusals.cyclic(List.of(child, root));
        });
        return order.childrenFirst().stream()
                .filter(table -> !table.equals(root))
                .toList();
    }

    /** Fails if a foreign key would delete rows that no edge leads to: they would go unlocked and uncounted. */
    void requireNothingUndeclared() {
        for (var parent : tables()) {
            for (var reference : catalogue.referencesTo(parent)) {
                if (reference.temporal()) {
                    throw refusals.temporal(String.valueOf(reference.constraint()));
                }
                if (reference.onDelete() == Action.CASCADE && reference.constraint() != null) {
                    requireSeen(reference, parent);
                }
            }
        }
    }

    private void requireSeen(Reference reference, Relation parent) {
        var child = catalogue.relation(reference.child());
        if (!isCovered(reference)) {
            throw refusals.undeclared(child, String.valueOf(reference.constraint()), parent);
        }
        if (!child.rights().contains(Right.EVERY_ROW)) {
            throw refusals.hidden(child, String.valueOf(reference.constraint()), parent);
        }
    }

    private boolean isCovered(Reference reference) {
        return (reference.isSelf() && reference.parent() == root.oid())
                || edges.stream()
                        .anyMatch(edge -> edge.child().oid() == reference.child()
                                && edge.parent().oid() == reference.parent()
                                && pairs(edge.columns(), edge.referenced())
                                        .equals(pairs(reference.columns(), reference.referenced())));
    }

    private static Set<List<String>> pairs(List<String> columns, List<String> referenced) {
        return IntStream.range(0, columns.size())
                .mapToObj(place -> List.of(columns.get(place), referenced.get(place)))
                .collect(Collectors.toSet());
    }

    private Set<Relation> tables() {
        var tables = new LinkedHashSet<Relation>();
        tables.add(root);
        edges.forEach(edge -> tables.add(edge.child()));
        return tables;
    }
}
