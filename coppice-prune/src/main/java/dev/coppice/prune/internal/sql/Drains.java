package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How a root is taken apart that is too heavy to go at once. */
public final class Drains {
    private static final String TIP = "coppice.tip_";

    private static final String LOCKS = "rows FOR UPDATE";
    private static final String NOTHING = "nothing";
    private static final String CHILD = "the one that is too heavy itself";

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

    /** Locks the row whose key is set, if it may go where it is one of the policy's own, and makes it the tip; answers {@code n}. */
    public String lock(TableName table) {
        var set = sets.tip(table);
        var may = table.equals(closure.root()) ? " AND " + roots.eligible() : "";
        return "WITH coppice_locked AS MATERIALIZED (SELECT " + set.selected() + " FROM "
                + set.table().from() + " WHERE " + matches(set.table()) + may
                + " FOR UPDATE) SELECT count(*) AS n, " + set.stored() + " FROM coppice_locked";
    }

    /** The place of the root whose key is set, among those the walk passes; none when it may not go. */
    public String place() {
        var root = closure.rootTable();
        return "SELECT " + roots.placeText() + " FROM " + root.from() + " WHERE " + matches(root) + " AND "
                + roots.eligible();
    }

    private static String matches(ClosureTable table) {
        var keys = table.identity().columns();
        return IntStream.range(0, keys.size())
                .mapToObj(i ->
                        table.value(keys.get(i).column()) + " " + keys.get(i).equal() + " current_setting('"
                                + setting(i) + "')::" + keys.get(i).column().keyType())
                .collect(joining(" AND "));
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
        return "WITH coppice_locked AS MATERIALIZED (SELECT " + into.selected() + " FROM "
                + into.table().from() + " WHERE "
                + links.names(relation, sets.tip(relation.parent()))
                + (relation.self() ? " AND " + sets.tip(relation.child()).lacks() : "") + " LIMIT " + most
                + " FOR UPDATE) SELECT count(*) AS n, " + into.stored() + " FROM coppice_locked";
    }

    /** The key of the first child in hand. */
    public String child(Relation relation) {
        var child = sets.locked(relation.child());
        return "SELECT " + Roots.keyText(child.table()) + " AS key FROM "
                + child.table().from() + " WHERE " + child.contains();
    }

    /** All that runs for a heavy root besides what runs for any other. */
    List<ChunkStatement> all(boolean archived) {
        var all = new ArrayList<ChunkStatement>();
        var parents = closure.goingTables().stream()
                .map(ClosureTable::name)
                .filter(table -> closure.deleted().stream()
                        .anyMatch(relation -> relation.parent().equals(table)))
                .toList();
        all.add(drain(closure.root(), "its place", NOTHING, place()));
        for (var table : parents) {
            all.add(drain(table, "a row on the way down", LOCKS, lock(table)));
        }
        all.add(drain(closure.root(), "whether it may go still", NOTHING, still()));
        for (var table : parents) {
            all.addAll(upwards(table));
        }
        for (var relation : closure.deleted()) {
            all.add(drain(
                    relation.child(), "some, over " + relation.name(), LOCKS, children(relation, ChunkSql.ROOTS)));
            all.add(drain(relation.child(), CHILD, NOTHING, child(relation)));
        }
        closure.goingTables().stream()
                .map(ClosureTable::name)
                .filter(table -> ways().deep(table))
                .forEach(table -> all.add(drain(table, "far below one", NOTHING, ways().leap(table, ChunkSql.ROOTS))));
        all.addAll(below());
        for (var group : closure.order()) {
            all.add(new ChunkStatement(
                    Step.DRAIN,
                    group,
                    "the rows in hand, below the way",
                    "the rows deleted",
                    Deletion.text(new Deletes(closure, sets, roots).of(group, true), archived)));
        }
        return all;
    }

    private List<ChunkStatement> upwards(TableName table) {
        var all = new ArrayList<ChunkStatement>();
        if (!closure.into(table).isEmpty()) {
            all.add(drain(table, "the way up", NOTHING, ways().up(table)));
        }
        if (!table.equals(closure.root())) {
            ways().lineage(table).stream()
                    .filter(other -> !other.equals(closure.root()))
                    .forEach(other -> all.add(drain(
                            table, "holds on the way up, where there are any", NOTHING, ways().held(table, other))));
        }
        return all;
    }

    private List<ChunkStatement> below() {
        var levels = new Levels(closure, sets, true);
        var roots = !closure.into(closure.root()).isEmpty();
        return closure.order().reversed().stream()
                .flatMap(group -> levels.outer(group).stream())
                .filter(relation -> roots || !relation.parent().equals(closure.root()))
                .map(relation -> drain(
                        relation.child(),
                        "over " + relation.name(),
                        LOCKS,
                        levels.level(relation, sets.locked(relation.parent()), true, " LIMIT 2500")))
                .toList();
    }

    private static ChunkStatement drain(TableName table, String why, String locks, String text) {
        return new ChunkStatement(Step.DRAIN, List.of(table), why, locks, text);
    }

    /** Ways from the root to rows far below it. */
    public Ways ways() {
        return new Ways(closure, sets);
    }
}
