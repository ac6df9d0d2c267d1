package dev.coppice.ops.internal.prune;

import dev.coppice.ops.Association;
import dev.coppice.ops.CascadeChild;
import dev.coppice.ops.Pruner;
import dev.coppice.ops.internal.catalogue.Catalogue;
import dev.coppice.ops.internal.catalogue.CatalogueReader;
import dev.coppice.ops.internal.catalogue.Reference.Action;
import dev.coppice.ops.internal.catalogue.Relation;
import dev.coppice.ops.internal.catalogue.Relation.Column;
import dev.coppice.ops.internal.catalogue.Relation.Kind;
import dev.coppice.ops.internal.catalogue.Relation.Right;
import dev.coppice.ops.internal.gate.GateReading;
import dev.coppice.ops.internal.prune.PrunePlan.Edge;
import dev.coppice.ops.internal.prune.PrunePlan.KeyColumn;
import dev.coppice.ops.internal.prune.PrunePlan.Naming;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Holds a pruner against the catalogue: its key, its cascade, its associations, and whether the role may do all that. */
record Planning(Pruner<?> pruner, Catalogue catalogue, PruneRefusals refusals) {
    private static final Set<Right> TO_DELETE = EnumSet.of(Right.SELECT, Right.DELETE);
    private static final Set<Right> TO_LOCK = EnumSet.of(Right.SELECT, Right.UPDATE, Right.DELETE);

    static PrunePlan plan(Session session, Pruner<?> pruner, PruneRefusals refusals) {
        var names = new LinkedHashSet<String>();
        tables(pruner).forEach(table -> {
            if (!GateReading.isBaseTable(table)) {
                throw refusals.notATable(table.getName());
            }
            names.add(GateReading.baseName(table));
        });
        var catalogue = session.run(sql -> CatalogueReader.read(sql, names));
        return new Planning(pruner, catalogue, refusals).plan();
    }

    private PrunePlan plan() {
        var root = relation(pruner.table());
        var key = key(root);
        var edges = pruner.cascadesForeignKeys() ? found(root) : declared(root, key);
        var rules = new CascadeRules(root, edges, catalogue, refusals);
        rules.requireNothingUndeclared();
        var childrenFirst = rules.childrenFirst();
        var selves = catalogue.referencesTo(root).stream()
                .filter(reference -> reference.isSelf() && reference.onDelete() != Action.FORGET)
                .toList();
        var plan = new PrunePlan(root, key, selves, edges, childrenFirst, namings(root, key));
        requireRights(plan);
        return plan;
    }

    private static Stream<Table<?>> tables(Pruner<?> pruner) {
        return Stream.of(
                        Stream.<Table<?>>of(pruner.table()),
                        pruner.children().stream().flatMap(Planning::tables),
                        pruner.associations().stream().<Table<?>>map(Association::table))
                .flatMap(tables -> tables);
    }

    private static Stream<Table<?>> tables(CascadeChild child) {
        return Stream.concat(Stream.of(child.table()), child.children().stream().flatMap(Planning::tables));
    }

    private Relation relation(Table<?> table) {
        var relation =
                catalogue.find(GateReading.baseName(table)).orElseThrow(() -> refusals.unknownTable(Names.of(table)));
        if (relation.kind() == Kind.OTHER) {
            throw refusals.notATable(relation);
        }
        return relation;
    }

    private Column column(Relation relation, Field<?> field) {
        return relation.column(field.getName()).orElseThrow(() -> refusals.unknownColumn(relation, field.getName()));
    }

    private List<KeyColumn> key(Relation root) {
        var columns = pruner.keyColumns();
        if (columns.isEmpty()) {
            return root.keys().stream()
                    .map(names ->
                            names.stream().map(name -> keyColumn(root, name)).toList())
                    .filter(Planning::isRequired)
                    .findFirst()
                    .orElseThrow(() -> refusals.noKey(root));
        }
        var key = columns.stream()
                .map(field -> new KeyColumn(field, column(root, field)))
                .toList();
        var names = key.stream().map(part -> part.column().name()).toList();
        if (root.keys().stream().noneMatch(names::containsAll) || !isRequired(key)) {
            throw refusals.notAKey(root, names);
        }
        return key;
    }

    private static boolean isRequired(List<KeyColumn> key) {
        return key.stream().allMatch(part -> part.column().required());
    }

    private KeyColumn keyColumn(Relation root, String name) {
        var field = Optional.<Field<?>>ofNullable(pruner.table().field(name))
                .orElseGet(() -> DSL.field(DSL.name(root.schema(), root.name(), name)));
        return new KeyColumn(field, root.column(name).orElseThrow());
    }

    /** Every foreign key to a table reached, except those of the pruner's table to itself. */
    private List<Edge> found(Relation root) {
        var edges = new LinkedHashSet<Edge>();
        var waiting = new ArrayList<Relation>(List.of(root));
        var seen = new LinkedHashSet<Relation>(waiting);
        while (!waiting.isEmpty()) {
            var parent = waiting.removeFirst();
            for (var reference : catalogue.referencesTo(parent)) {
                var child = catalogue.relation(reference.child());
                if (reference.onDelete() == Action.FORGET || (reference.isSelf() && parent.equals(root))) {
                    continue;
                }
                edges.add(new Edge(child, reference.columns(), parent, reference.referenced()));
                if (seen.add(child)) {
                    waiting.add(child);
                }
            }
        }
        return List.copyOf(edges);
    }

    private List<Edge> declared(Relation root, List<KeyColumn> key) {
        var edges = new LinkedHashSet<Edge>();
        var names = key.stream().map(part -> part.column().name()).toList();
        pruner.children().forEach(child -> declare(edges, root, names, child));
        return List.copyOf(edges);
    }

    private void declare(Set<Edge> edges, Relation parent, List<String> parentKey, CascadeChild spec) {
        var child = relation(spec.table());
        var columns = spec.columns().stream()
                .map(field -> column(child, field).name())
                .toList();
        var referenced = spec.referenced().isEmpty()
                ? byForeignKey(child, columns, parent).orElse(parentKey)
                : spec.referenced().stream()
                        .map(field -> column(parent, field).name())
                        .toList();
        if (columns.isEmpty() || columns.size() != referenced.size()) {
            throw refusals.noReference(child, parent);
        }
        edges.add(new Edge(child, columns, parent, referenced));
        var childKey = child.keys().stream().findFirst().orElse(List.of());
        spec.children().forEach(below -> declare(edges, child, childKey, below));
    }

    private Optional<List<String>> byForeignKey(Relation child, List<String> columns, Relation parent) {
        return catalogue.referencesTo(parent).stream()
                .filter(reference -> reference.child() == child.oid()
                        && Set.copyOf(reference.columns()).equals(Set.copyOf(columns)))
                .map(reference -> columns.stream()
                        .map(column ->
                                reference.referenced().get(reference.columns().indexOf(column)))
                        .toList())
                .findFirst();
    }

    private List<Naming> namings(Relation root, List<KeyColumn> key) {
        var namings = new ArrayList<Naming>();
        for (var association : pruner.associations()) {
            var table = relation(association.table());
            if (key.size() > 1) {
                throw refusals.compositeEntity(root, table);
            }
            for (var side : association.sides()) {
                namings.add(new Naming(table, column(table, side.type()), column(table, side.id())));
            }
        }
        return List.copyOf(namings);
    }

    private void requireRights(PrunePlan plan) {
        require(plan.root(), TO_LOCK);
        plan.childrenFirst().forEach(table -> require(table, plan.edgesTo(table).isEmpty() ? TO_DELETE : TO_LOCK));
        plan.namings().forEach(naming -> require(naming.table(), TO_DELETE));
    }

    private void require(Relation table, Set<Right> needed) {
        needed.stream().filter(right -> !table.rights().contains(right)).forEach(right -> {
            throw refusals.notPermitted(table, right);
        });
    }
}
