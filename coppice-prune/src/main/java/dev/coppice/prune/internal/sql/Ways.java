package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import java.util.ArrayList;
import java.util.List;

/** Ways between a row that is drained and rows far below it, read row by row and however long, in one statement. */
public final class Ways {
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Levels levels;

    Ways(Closure closure, Sets sets) {
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.levels = new Levels(closure, sets, false);
    }

    /**
     * Whether the tip of a table leads up to the tip of the policy's own, as {@code led}, and whether it stands above itself,
     * as {@code ring}. The way up from a row of the policy's own table leads through others of it; from any other it does not.
     */
    public String up(TableName table) {
        var slots = new Slots(sets, lineage(table));
        return climbing(slots, table) + " SELECT " + meets(slots, closure.root(), "true") + " AS led, "
                + meets(slots, table, "NOT coppice_g.start") + " AS ring";
    }

    /** Whether a row of a table on the way up from the tip, or the tip, is held, as {@code held}. */
    public String held(TableName table, TableName other) {
        var slots = new Slots(sets, lineage(table));
        var set = sets.locked(other);
        return climbing(slots, table)
                + " SELECT EXISTS (SELECT FROM coppice_up AS coppice_g CROSS JOIN LATERAL (SELECT "
                + slots.kept(other, "coppice_g") + ") AS coppice_c JOIN "
                + set.table().from() + " ON " + set.matching("coppice_c")
                + " WHERE coppice_g.tag = " + slots.tag(other) + " AND NOT (" + Roots.notHeld(set.table())
                + ")) AS held";
    }

    /** The tables on the ways up from a table to the policy's own, both included. */
    public List<TableName> lineage(TableName table) {
        var above = new ArrayList<>(List.of(table));
        for (var i = 0; i < above.size(); i++) {
            var child = above.get(i);
            if (i == 0 || !child.equals(closure.root())) {
                closure.into(child).stream()
                        .map(Relation::parent)
                        .filter(parent -> !above.contains(parent))
                        .forEach(above::add);
            }
        }
        return above;
    }

    /** Whether there are tables in the circle of a child for rows to lie deep below it. */
    public boolean deep(TableName child) {
        return !levels.inner(closure.group(child)).isEmpty();
    }

    /**
     * From the first child in hand down its circle of tables, no further than a number of rows: {@code tag} and {@code key} of
     * the row that the last one hangs on, and {@code depth}. Where the policy's own table is in the circle it is a row of that,
     * because rows below it go by its leave.
     */
    public String leap(TableName child, long most) {
        var group = closure.group(child);
        var slots = new Slots(sets, group);
        var table = closure.table(child);
        var steps = levels.inner(group).stream()
                .map(relation -> down(slots, relation, group.contains(closure.root())))
                .collect(joining(" UNION ALL "));
        return "WITH RECURSIVE coppice_down AS (SELECT " + slots.row(child) + ", " + Roots.keyText(table)
                + " AS own, NULL::int AS above_tag, NULL::text[] AS above, 0 AS depth FROM " + table.from() + " WHERE "
                + sets.locked(child).contains()
                + " UNION ALL SELECT coppice_step.* FROM coppice_down AS coppice_g CROSS JOIN LATERAL (" + steps
                + ") AS coppice_step) SELECT above_tag AS tag, above AS key, depth FROM (SELECT * FROM coppice_down LIMIT "
                + most
                + ") AS coppice_near WHERE above IS NOT NULL ORDER BY depth DESC LIMIT 1";
    }

    // OFFSET keeps the planner from reading a whole table for each row of the way.
    private String down(Slots slots, Relation relation, boolean rooted) {
        var child = links.child(relation);
        var parents = sets.locked(relation.parent());
        var above = rooted && !relation.parent().equals(closure.root())
                ? "coppice_g.above_tag, coppice_g.above"
                : "coppice_g.tag, coppice_g.own";
        return "(SELECT " + slots.row(relation.child()) + ", " + Roots.keyText(child) + ", " + above
                + ", coppice_g.depth + 1 FROM " + child.from() + " CROSS JOIN LATERAL (SELECT "
                + slots.kept(relation.parent(), "coppice_g") + ") AS coppice_k WHERE coppice_g.tag = "
                + slots.tag(relation.parent()) + " AND "
                + links.namesRow(relation, parents) + " OFFSET 0)";
    }

    private String climbing(Slots slots, TableName table) {
        var tip = sets.tip(table);
        var steps = closure.deleted().stream()
                .filter(relation -> slots.tables().contains(relation.child()))
                .filter(relation ->
                        table.equals(closure.root()) || !relation.child().equals(closure.root()))
                .map(relation -> parent(slots, relation))
                .collect(joining(" UNION ALL "));
        return "WITH RECURSIVE coppice_up AS (SELECT " + slots.row(table) + ", true AS start FROM "
                + tip.table().from() + " WHERE " + tip.contains()
                + " UNION SELECT coppice_step.* FROM coppice_up AS coppice_g CROSS JOIN LATERAL (" + steps
                + ") AS coppice_step)";
    }

    private String parent(Slots slots, Relation relation) {
        var parents = sets.locked(relation.parent());
        return "(SELECT " + slots.again("coppice_k") + ", false FROM "
                + links.child(relation).from()
                + " CROSS JOIN LATERAL (SELECT " + slots.kept(relation.child(), "coppice_g")
                + ") AS coppice_c JOIN (SELECT "
                + slots.row(relation.parent()) + ", " + parents.selected() + " FROM "
                + parents.table().from()
                + ") AS coppice_k ON " + links.namesRow(relation, parents) + " WHERE coppice_g.tag = "
                + slots.tag(relation.child())
                + " AND " + sets.locked(relation.child()).matching("coppice_c") + " OFFSET 0)";
    }

    private String meets(Slots slots, TableName table, String condition) {
        var tip = sets.tip(table);
        return "EXISTS (SELECT FROM coppice_up AS coppice_g CROSS JOIN LATERAL (SELECT "
                + slots.kept(table, "coppice_g") + ") AS coppice_c JOIN "
                + tip.rows("coppice_t") + " ON " + tip.same("coppice_c", "coppice_t") + " WHERE coppice_g.tag = "
                + slots.tag(table) + " AND "
                + condition + ")";
    }
}
