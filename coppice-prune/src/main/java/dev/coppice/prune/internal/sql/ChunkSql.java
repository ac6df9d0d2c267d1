package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.policy.Eligibility;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of a chunk, in the order they run. A value for any thread.
 *
 * <p>The transaction must have pinned its settings and set {@code coppice.horizon} and {@code coppice.limit}; from the
 * second chunk on {@code coppice.after_age} and {@code coppice.after_k0} … to what the claim before answered under these
 * names. Lock order: the policy's rows by age and key, then children level by level.
 */
public final class ChunkSql {
    private final Closure closure;
    private final KeySets sets;
    private final Claims claims;
    private final Levels levels;
    private final Deletes deletes;

    private ChunkSql(Closure closure, Eligibility eligibility) {
        this.closure = closure;
        this.sets = new KeySets(closure);
        this.claims = new Claims(eligibility, sets.of(closure.root()));
        this.levels = new Levels(closure, eligibility, sets);
        this.deletes = new Deletes(closure, eligibility, sets);
    }

    /** The statements for a policy. */
    public static ChunkSql of(CheckedPolicy policy) {
        return new ChunkSql(policy.closure(), policy.eligibility());
    }

    /** Empties what is in hand. Once per chunk, and again before levels are collected anew, then without the roots. */
    public ChunkStatement empty(boolean rootsToo) {
        var emptied = sets.all().stream()
                .flatMap(set -> Stream.of(
                                set.table().name().equals(closure.root()) && !rootsToo ? "" : set.emptied(),
                                sets.staying(set.table().name()).emptied())
                        .filter(text -> !text.isEmpty()))
                .collect(Collectors.joining(",\n    "));
        return statement(Step.EMPTY, closure.root(), "", "nothing", "SELECT " + emptied);
    }

    /** Claims the next roots. Answers {@code locked}, {@code picked} and the cursor {@code after_age}, {@code after_k0} … */
    public ChunkStatement claim(boolean first) {
        return statement(
                Step.CLAIM,
                closure.root(),
                first ? "from the beginning" : "behind the cursor",
                "rows FOR UPDATE, those locked by others left out",
                claims.claim(first));
    }

    /** Asks again under the locks. Answers {@code kept}. */
    public ChunkStatement repeat() {
        return statement(Step.REPEAT, closure.root(), "in a new statement", "nothing new", claims.repeat());
    }

    /**
     * The levels in order, each answering {@code found}. Those marked are run again, with all of their group, until none
     * finds any.
     */
    public List<List<ChunkStatement>> levels() {
        return levels(true);
    }

    /** The levels as a dry run walks them: without locks, and without the policy's own rows, which are all in hand. */
    public List<List<ChunkStatement>> unlockedLevels() {
        return levels(false).stream()
                .map(level -> level.stream()
                        .filter(statement -> !statement.table().equals(closure.root()))
                        .toList())
                .filter(level -> !level.isEmpty())
                .toList();
    }

    /** Takes the policy's rows in hand that meet a condition, without locking any. */
    public String inHand(String conditions) {
        var roots = sets.of(closure.root());
        return "WITH kept AS (SELECT " + roots.selected() + " FROM "
                + roots.table().from() + " WHERE " + conditions + ") SELECT " + roots.kept("kept") + " FROM kept";
    }

    /** How many roots are in hand, as {@code n}. */
    public String count() {
        return "SELECT cardinality(" + sets.of(closure.root()).array(0) + ") AS n";
    }

    /** Forgets the roots noted under a name. */
    public String forget(String name) {
        return "SELECT " + noted(name).emptied();
    }

    /** Notes the roots that have to stay under a name, besides those noted before. */
    public String note(String name) {
        var staying = sets.staying(closure.root());
        var noted = noted(name);
        var texts = new ArrayList<String>();
        for (var i = 0; i < noted.columns().size(); i++) {
            texts.add("set_config('" + noted.setting(i) + "', (" + noted.array(i) + " || " + staying.array(i)
                    + ")::text, true)");
        }
        return "SELECT " + String.join(", ", texts);
    }

    /** That a root was noted under a name. */
    public String isNoted(String name) {
        return noted(name).holdsOwn();
    }

    private KeySet noted(String name) {
        return sets.of(closure.root()).narrowed(name + "_");
    }

    private List<List<ChunkStatement>> levels(boolean locking) {
        var groups = new ArrayList<List<ChunkStatement>>();
        for (var group : closure.order().reversed()) {
            var inner = closure.deleted().stream()
                    .filter(relation -> group.contains(relation.child()) && group.contains(relation.parent()));
            var outer = closure.deleted().stream()
                    .filter(relation -> group.contains(relation.child()) && !group.contains(relation.parent()));
            groups.add(outer.map(relation -> level(relation, false, locking)).toList());
            groups.add(inner.map(relation -> level(relation, true, locking)).toList());
        }
        return groups.stream().filter(group -> !group.isEmpty()).toList();
    }

    /**
     * Finds rows of each table that are held; the policy's own were claimed unheld. Each answers {@code found}. Needed only
     * for tables on which there is a hold, which is known once the chunk has entered.
     */
    public List<ChunkStatement> held() {
        return sets.all().stream()
                .map(set -> set.table().name())
                .filter(table -> !table.equals(closure.root()))
                .map(table -> statement(Step.HELD, table, "held", "nothing", levels.held(table)))
                .toList();
    }

    /** Finds rows in hand that are named by rows not in hand. Each answers {@code found}. */
    public List<ChunkStatement> stays() {
        return stays(levels.keeping());
    }

    /**
     * Finds what is named by rows in hand that have to stay, leaves first. Needed once {@link #held} or {@link #stays} has
     * found any, and run again together with {@link #stays} until none finds any.
     */
    public List<ChunkStatement> spreads() {
        return stays(levels.spreading());
    }

    private List<ChunkStatement> stays(List<Relation> relations) {
        return relations.stream()
                .map(relation -> new ChunkStatement(
                        Step.STAYS,
                        List.of(relation.parent()),
                        "named by " + relation,
                        "nothing",
                        true,
                        levels.stays(relation)))
                .toList();
    }

    /** Lets go of roots that have to stay, once any was found. Answers {@code kept}. */
    public ChunkStatement release() {
        return statement(Step.RELEASE, closure.root(), "rows that have to stay", "nothing", levels.release());
    }

    /** Locks and yields the rows that will be changed, relation by relation. */
    public List<ChunkStatement> edits() {
        return closure.edited().stream()
                .map(relation -> statement(
                        Step.EDIT,
                        relation.child(),
                        relation.rule().action() + " over " + relation,
                        "rows FOR UPDATE",
                        deletes.edit(relation)))
                .toList();
    }

    /** Deletes and yields the rows, group by group, leaves first; of a circle one tagged result of all its tables. */
    public List<ChunkStatement> deletes() {
        return deletes(deletes::rows);
    }

    /** Deletes the rows and answers {@code deleted0} … , one number per table of the group. */
    public List<ChunkStatement> countingDeletes() {
        return deletes(deletes::count);
    }

    /** A statement that yields rows, as COPY sends them. */
    public static String copied(ChunkStatement statement) {
        return "COPY (\n" + statement.text() + "\n) TO STDOUT WITH (FORMAT csv)";
    }

    /** All statements of a first chunk, without archive. */
    public List<ChunkStatement> all() {
        var all = new ArrayList<ChunkStatement>();
        all.add(empty(true));
        all.add(claim(true));
        all.add(repeat());
        levels().forEach(all::addAll);
        all.addAll(held());
        all.addAll(stays());
        all.addAll(spreads());
        all.add(release());
        all.addAll(edits());
        all.addAll(countingDeletes());
        return List.copyOf(all);
    }

    /** Texts that take some rows of each table in hand without locking any, to have statements planned with real keys. */
    public List<String> sampled(int rows) {
        var texts = new ArrayList<String>();
        texts.add(empty(true).text());
        for (var set : sets.all()) {
            texts.add("WITH sampled AS (SELECT " + set.selected() + " FROM "
                    + set.table().from() + " LIMIT " + rows + ") SELECT " + set.kept("sampled") + " FROM sampled");
        }
        return List.copyOf(texts);
    }

    /** The order roots are claimed in. */
    public String order() {
        return claims.order();
    }

    private ChunkStatement level(Relation relation, boolean repeated, boolean locking) {
        return new ChunkStatement(
                Step.LEVEL,
                List.of(relation.child()),
                "over " + relation.name(),
                "rows FOR UPDATE",
                repeated,
                levels.level(relation, locking));
    }

    private List<ChunkStatement> deletes(Function<List<TableName>, String> text) {
        return closure.order().stream()
                .map(group -> new ChunkStatement(
                        Step.DELETE,
                        group,
                        group.size() == 1 ? "rows in hand" : "a circle, in one statement",
                        "the rows deleted",
                        false,
                        text.apply(group)))
                .toList();
    }

    private static ChunkStatement statement(Step step, TableName table, String why, String locks, String text) {
        return new ChunkStatement(step, List.of(table), why, locks, false, text);
    }
}
