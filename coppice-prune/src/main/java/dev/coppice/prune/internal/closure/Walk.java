package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.Cascade;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.closure.Relation.Action;
import dev.coppice.prune.internal.closure.Relation.Kind;
import dev.coppice.prune.internal.closure.Relation.Rule;
import dev.coppice.prune.internal.closure.Relation.Support;
import dev.coppice.prune.internal.closure.Relation.TypeMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks from the policy's table along the foreign keys. A child whose key forbids or cascades goes along; one whose key is
 * emptied stays. An explicit list narrows this and never widens it: a key that acts by itself on a table left out is
 * refused, one that only forbids keeps its parent.
 */
final class Walk {
    private final Policy policy;
    private final Refusals refusals;
    private final Catalogue catalogue;
    private final List<ForeignKey> keys;
    private final Set<Long> heirs;
    private final List<Relation> deleted = new ArrayList<>();
    private final List<Relation> edited = new ArrayList<>();
    private final List<Relation> blocking = new ArrayList<>();
    private final Set<Long> going = new LinkedHashSet<>();

    /** A walk; the heirs are the tables that inherit from the policy's own. */
    Walk(Policy policy, Catalogue catalogue, List<ForeignKey> keys, Collection<Long> heirs) {
        this.policy = policy;
        this.refusals = new Refusals(policy.name());
        this.catalogue = catalogue;
        this.keys = keys;
        this.heirs = Set.copyOf(heirs);
    }

    void from(Collection<Long> seeds) {
        going.addAll(seeds);
        var open = new ArrayDeque<>(seeds);
        while (!open.isEmpty()) {
            var parent = open.remove();
            for (var key : keys) {
                if (key.parent() == parent) {
                    requirePlain(key);
                    if (take(key) && going.add(key.child())) {
                        open.add(key.child());
                    }
                }
            }
        }
        requireAllReached();
    }

    /** Rows of a table that name the policy's rows by type and id. */
    void associate(AssociationConfig association, long oid) {
        var root = catalogue.named(policy.config().table());
        var table = catalogue.table(oid);
        var key = root.identity().columns();
        if (key.size() != 1 || root.identity().kind() == RowIdentity.Kind.PLACE) {
            throw refusals.of(
                    "association-key",
                    "Associations name rows of " + root + " by one id, but its rows are told apart by ("
                            + root.identity() + ").",
                    "Associations need a key of one column.");
        }
        var type = column(table, association.typeColumn());
        var id = column(table, association.idColumn());
        var support = catalogue.support(oid, List.of(id)) == Support.FULL
                ? Support.FULL
                : catalogue.support(oid, List.of(type, id));
        var relation = new Relation(
                Kind.ASSOCIATION,
                id.name(),
                table.name(),
                List.of(id.name()),
                root.name(),
                List.of(key.getFirst().column().name()),
                List.of("="),
                new Rule(
                        Action.NO_ACTION, false, List.of(), Optional.of(new TypeMark(type.name(), association.type()))),
                support);
        // One that inherits from two of the policy's tables, or is named besides, is one all the same.
        if (!deleted.contains(relation)) {
            deleted.add(relation);
        }
    }

    List<Relation> deleted() {
        return deleted;
    }

    List<Relation> edited() {
        return edited;
    }

    List<Relation> blocking() {
        return blocking;
    }

    List<TableName> going() {
        return going.stream().map(oid -> catalogue.table(oid).name()).toList();
    }

    /** Every table that takes part, those that stay too. */
    Map<TableName, ClosureTable> tables() {
        var tables = new LinkedHashMap<TableName, ClosureTable>();
        going.forEach(oid -> tables.put(catalogue.table(oid).name(), catalogue.table(oid)));
        edited.forEach(relation -> tables.put(relation.child(), catalogue.named(relation.child())));
        blocking.forEach(relation -> tables.put(relation.child(), catalogue.named(relation.child())));
        return tables;
    }

    /** Files a key where it belongs; whether its child goes along. */
    private boolean take(ForeignKey key) {
        var relation = relation(key);
        if (relation.edits()) {
            if (key.enforced() || relation.forgets()) {
                requireListed(relation);
                if (!relation.forgets() || edited.stream().noneMatch(other -> repeats(other, relation))) {
                    edited.add(relation);
                }
            }
            return false;
        }
        var own = relation.kind() == Kind.INHERITED && heirs.contains(key.child());
        if (own ? named(relation) : listed(relation)) {
            deleted.add(relation);
            return true;
        }
        if (key.enforced()) {
            requireListed(relation);
        }
        // A row of a table that inherits from the policy's own may be as alive as one of that: no condition is asked of
        // it.
        if (key.enforced() || own) {
            blocking.add(relation);
        }
        return false;
    }

    /** Whether a row that has forgotten along one has forgotten along the other. */
    private static boolean repeats(Relation one, Relation other) {
        return one.child().equals(other.child())
                && one.childColumns().equals(other.childColumns())
                && one.parent().equals(other.parent())
                && one.parentColumns().equals(other.parentColumns());
    }

    private boolean listed(Relation relation) {
        return policy.config().cascade().automatic()
                || relation.child().equals(policy.config().table())
                || named(relation);
    }

    /** Whether the policy names the child. */
    private boolean named(Relation relation) {
        return policy.config().cascade().tables().contains(relation.child())
                || policy.config().associations().stream()
                        .anyMatch(each -> each.table().equals(relation.child()));
    }

    private void requireListed(Relation relation) {
        var acts = relation.edits() || relation.rule().action() == Action.CASCADE;
        if (acts && !listed(relation)) {
            throw refusals.of(
                    "cascade-incomplete",
                    "The cascade leaves out " + relation.child() + ", but its foreign key " + relation.name()
                            + " changes its rows by itself ("
                            + words(relation.rule().action()) + ") when rows of "
                            + relation.parent() + " go.",
                    "Add " + relation.child() + " to the cascade, or write cascade: auto.");
        }
    }

    private void requireAllReached() {
        Cascade cascade = policy.config().cascade();
        var reached = tables().keySet();
        cascade.tables().stream()
                .filter(table -> !reached.contains(table))
                .findFirst()
                .ifPresent(table -> {
                    throw refusals.of(
                            "cascade-unrelated",
                            "The cascade names " + table + ", but no foreign key leads from it to "
                                    + policy.config().table() + ", directly or over other tables it names.",
                            "Take it out, or name the tables between.");
                });
    }

    private void requirePlain(ForeignKey key) {
        var child = catalogue.table(key.child());
        switch (key.shape()) {
            case PLAIN -> {}
            case PERIOD ->
                throw refusals.of(
                        "period-key",
                        "The foreign key " + key.name() + " of " + child + " refers to periods, not to rows.",
                        "Such tables cannot be pruned along yet; drop the key, or prune another table.");
            case OF_PARTITION, TO_PARTITION ->
                throw refusals.of(
                        "partition-key",
                        "The foreign key " + key.name() + " of " + child + " belongs to one partition alone.",
                        "Declare it on the topmost tables.");
        }
        if (columns(child, key.childColumns()).stream().anyMatch(Column::array)) {
            throw refusals.of(
                    "array-key",
                    "The foreign key " + key.name() + " of " + child + " has a column of an array type.",
                    "Such keys cannot be followed.");
        }
    }

    private Relation relation(ForeignKey key) {
        var child = catalogue.table(key.child());
        var parent = catalogue.table(key.parent());
        var columns = columns(child, key.childColumns());
        return new Relation(
                key.kind(),
                key.name(),
                child.name(),
                names(columns),
                parent.name(),
                names(columns(parent, key.parentColumns())),
                key.operators(),
                rule(key, child, columns),
                catalogue.support(key.child(), columns));
    }

    private Rule rule(ForeignKey key, ClosureTable child, List<Column> columns) {
        return policy.config()
                .cascade()
                .of(child.name())
                .map(spoken -> SpokenRule.of(spoken, key, columns))
                .orElseGet(() -> new Rule(
                        key.action(),
                        key.deferrable(),
                        key.edits() ? names(columns(child, key.setColumns())) : List.of(),
                        Optional.empty()));
    }

    private Column column(ClosureTable table, String name) {
        return table.find(name)
                .orElseThrow(() -> refusals.of(
                        "unknown-column",
                        "Table " + table + " has no column \"" + name + "\"; case matters.",
                        "Name a column as the catalogue spells it."));
    }

    private static List<Column> columns(ClosureTable table, List<Integer> numbers) {
        return numbers.stream()
                .map(number -> Catalogue.byNumber(table.columns(), number))
                .toList();
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static String words(Action action) {
        return "ON DELETE " + action.name().replace('_', ' ');
    }
}
