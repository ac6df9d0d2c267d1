package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import java.util.stream.IntStream;

/** How a root is taken apart that is too heavy to go at once. */
public final class Drains {
    private static final String TIP = "coppice.tip_";

    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Roots roots;

    Drains(Closure closure, Sets sets, Roots roots) {
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.roots = roots;
    }

    /** The setting of a column of the key that is looked for. */
    public static String setting(int column) {
        return TIP + column;
    }

    /** Locks the row whose key is set, and makes it the tip; answers {@code n}. */
    public String lock(TableName table, String condition) {
        var set = sets.tip(table);
        var keys = set.table().identity().columns();
        var matches = IntStream.range(0, keys.size())
                .mapToObj(i -> set.table().value(keys.get(i).column()) + " "
                        + keys.get(i).equal()
                        + " current_setting('" + setting(i) + "')::"
                        + keys.get(i).column().keyType())
                .collect(joining(" AND "));
        return "WITH locked AS MATERIALIZED (SELECT " + set.selected() + " FROM "
                + set.table().from() + " WHERE " + matches + " AND (" + condition
                + ") FOR UPDATE) SELECT count(*) AS n, " + set.stored() + " FROM locked";
    }

    /** Whether the root that is the tip may still go; answers {@code n}. */
    public String still() {
        var root = sets.tip(closure.root());
        return "SELECT count(*) AS n FROM " + root.table().from() + " WHERE " + root.contains() + " AND "
                + roots.eligible();
    }

    /** Locks some children of the tip and takes them in hand; answers {@code n}. */
    public String children(Relation relation, long most) {
        var into = sets.locked(relation.child());
        return "WITH locked AS MATERIALIZED (SELECT " + into.selected() + " FROM "
                + into.table().from() + " WHERE "
                + links.names(relation, sets.tip(relation.parent())) + " LIMIT " + most
                + " FOR UPDATE) SELECT count(*) AS n, " + into.stored() + " FROM locked";
    }

    /** The key of the first child in hand. */
    public String child(Relation relation) {
        var child = sets.locked(relation.child());
        return "SELECT " + Roots.keyText(child.table()) + " AS key FROM "
                + child.table().from() + " WHERE " + child.contains();
    }

    /** Ways from the root to rows far below it. */
    public Ways ways() {
        return new Ways(closure, sets);
    }
}
