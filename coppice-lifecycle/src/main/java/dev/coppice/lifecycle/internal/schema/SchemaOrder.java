package dev.coppice.lifecycle.internal.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts what makes a schema in an order in which each finds what it needs. */
final class SchemaOrder {
    private final Map<String, SchemaNode> nodes = new HashMap<>();
    private final Set<String> ordered = new LinkedHashSet<>();
    private final Set<String> visiting = new LinkedHashSet<>();
    private final Set<String> circular = new LinkedHashSet<>();

    private SchemaOrder(List<SchemaNode> all) {
        all.forEach(node -> nodes.put(node.key(), node));
        all.forEach(this::visit);
    }

    static SchemaOrder of(List<SchemaNode> all) {
        return new SchemaOrder(all);
    }

    private void visit(SchemaNode node) {
        if (ordered.contains(node.key())) {
            return;
        }
        if (!visiting.add(node.key())) {
            circular.add(node.sort() + " " + node.name());
            return;
        }
        node.needs().stream()
                .sorted()
                .map(nodes::get)
                .filter(need -> need != null && !need.key().equals(node.key()))
                .forEach(this::visit);
        visiting.remove(node.key());
        ordered.add(node.key());
    }

    /** What needs itself by a detour, by name. */
    List<String> circular() {
        return List.copyOf(circular);
    }

    /** Those that are made before the rows come. */
    List<SchemaNode> before() {
        var early = early();
        return nodes().stream().filter(node -> early.contains(node.key())).toList();
    }

    /** Those that are made once the rows are there. */
    List<SchemaNode> after() {
        var early = early();
        return nodes().stream().filter(node -> !early.contains(node.key())).toList();
    }

    private List<SchemaNode> nodes() {
        return ordered.stream().map(nodes::get).toList();
    }

    // What a table needs is early; what is computed, or needs something that is, is late; the rest is early.
    private Set<String> early() {
        var early = new HashSet<String>();
        var late = new HashSet<String>();
        nodes().stream().filter(SchemaNode::holdsRows).forEach(table -> mark(table, early));
        for (var node : nodes()) {
            if (!early.contains(node.key())
                    && (node.computed() || node.needs().stream().anyMatch(late::contains))) {
                late.add(node.key());
            }
        }
        var all = new HashSet<>(ordered);
        all.removeAll(late);
        return all;
    }

    private void mark(SchemaNode node, Set<String> early) {
        var waiting = new ArrayList<>(List.of(node));
        while (!waiting.isEmpty()) {
            var next = waiting.removeLast();
            if (early.add(next.key())) {
                next.needs().stream()
                        .map(nodes::get)
                        .filter(need -> need != null)
                        .forEach(waiting::add);
            }
        }
    }
}
