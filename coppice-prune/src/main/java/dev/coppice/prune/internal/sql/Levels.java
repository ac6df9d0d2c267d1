package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.Eligibility;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How children are locked and taken in hand, and which rows have to stay after all. A row of the policy's own table is taken
 * only if it meets the policy; a row that stays keeps every row it names, up to the policy's own.
 */
final class Levels {
    private final Closure closure;
    private final Eligibility eligibility;
    private final KeySets sets;

    Levels(Closure closure, Eligibility eligibility, KeySets sets) {
        this.closure = closure;
        this.eligibility = eligibility;
        this.sets = sets;
    }

    /** Takes in hand, locked unless it is a dry run, the children that a relation leads to and that are not in hand yet. */
    String level(Relation relation, boolean locking) {
        var children = sets.of(relation.child());
        var conditions = new ArrayList<String>();
        conditions.add(sets.leads(relation));
        conditions.add("NOT " + paren(children.holdsOwn()));
        if (relation.child().equals(closure.root())) {
            conditions.addAll(eligibility.conditions());
            conditions.add(Claims.notHeld(children.table()));
        }
        return "WITH locked AS (\n"
                + "    SELECT " + children.selected() + "\n"
                + "    FROM " + children.table().from() + "\n"
                + "    WHERE " + String.join("\n        AND ", conditions) + "\n"
                + (locking ? "    FOR UPDATE\n" : "")
                + ")\n"
                + "SELECT " + children.added("locked") + ", count(*) AS found\n"
                + "FROM locked";
    }

    /** Finds rows in hand that are held. */
    String held(TableName name) {
        var rows = sets.of(name);
        return found(
                name,
                "SELECT " + sets.staying(name).selected() + "\n    FROM "
                        + rows.table().from() + "\n    WHERE " + rows.foundOwn() + "\n        AND NOT "
                        + paren(Claims.notHeld(rows.table())),
                sets.staying(name).holdsOwn());
    }

    /** Finds rows in hand that are named by rows that stay. */
    String stays(Relation relation) {
        var rows = sets.of(relation.parent());
        var staying = sets.staying(relation.parent());
        var child = closure.table(relation.child());
        var selected = new ArrayList<String>();
        for (var i = 0; i < staying.columns().size(); i++) {
            var column = staying.columns().get(i);
            selected.add(column.of("p") + " AS coppice_k" + i);
        }
        return found(
                relation.parent(),
                "SELECT " + String.join(", ", selected) + "\n    FROM "
                        + rows.table().from() + " AS p\n    WHERE "
                        + rows.found(i -> rows.columns().get(i).of("p"))
                        + "\n        AND EXISTS (SELECT FROM " + child.from() + " AS c WHERE " + sets.joins(relation)
                        + keeps(relation) + ")",
                staying.holds(i -> staying.columns().get(i).of("p")));
    }

    /** Lets go of the policy's rows that have to stay. */
    String release() {
        var roots = sets.of(closure.root());
        var staying = sets.staying(closure.root());
        var arrays = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var i = 0; i < roots.columns().size(); i++) {
            arrays.add(roots.array(i));
            names.add("coppice_k" + i);
        }
        return "WITH kept AS (\n"
                + "    SELECT " + String.join(", ", names) + "\n"
                + "    FROM unnest(" + String.join(", ", arrays) + ") AS hand (" + String.join(", ", names) + ")\n"
                + "    WHERE NOT " + paren(staying.holds(i -> "hand.coppice_k" + i)) + "\n"
                + ")\n"
                + "SELECT " + roots.kept("kept") + ", count(*) AS kept\n"
                + "FROM kept";
    }

    /** The relations by which a row that is not in hand may name one that is. */
    List<Relation> keeping() {
        return Stream.concat(
                        closure.blocking().stream(),
                        closure.deleted().stream()
                                .filter(relation -> relation.child().equals(closure.root())))
                .toList();
    }

    /** The relations by which a row in hand that has to stay names others, leaves first. */
    List<Relation> spreading() {
        return closure.order().stream()
                .flatMap(group -> closure.deleted().stream()
                        .filter(relation -> group.contains(relation.child()))
                        .filter(relation -> !relation.child().equals(closure.root())))
                .toList();
    }

    /** Which children stay: all of a table that stays; of the policy's own those not in hand; and those known to stay. */
    private String keeps(Relation relation) {
        if (!closure.goes(relation.child()) || closure.blocking().contains(relation)) {
            return "";
        }
        var children = sets.of(relation.child());
        var staying = sets.staying(relation.child());
        var known = staying.holds(i -> staying.columns().get(i).of("c"));
        return relation.child().equals(closure.root())
                ? " AND (NOT "
                        + paren(children.holds(i -> children.columns().get(i).of("c"))) + " OR " + known + ")"
                : " AND " + known;
    }

    private String found(TableName name, String query, String already) {
        return "WITH found AS (\n"
                + "    " + query + "\n"
                + "        AND NOT " + paren(already) + "\n"
                + ")\n"
                + "SELECT " + sets.staying(name).added("found") + ", count(*) AS found\n"
                + "FROM found";
    }

    private static String paren(String condition) {
        return "(" + condition + ")";
    }
}
