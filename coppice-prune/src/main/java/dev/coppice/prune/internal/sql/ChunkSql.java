package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.SegmentWriter;
import dev.coppice.control.TableName;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.sql.Claims.Wanted;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a policy's chunks. A value for any thread.
 *
 * <p>What differs from chunk to chunk lies in settings of the transaction: {@code coppice.horizon}, the cursor, the rows in
 * hand. Literals that do differ are the numbers behind LIMIT, which the planner must know, and the number of the campaign
 * once it has passed over a root.
 */
public final class ChunkSql {
    /** How many roots the statements claim as they are shown. */
    public static final long ROOTS = 500;

    private static final String LOCKS = "rows FOR UPDATE";
    private static final String BUDGET = " LIMIT 2500";

    private final CheckedPolicy policy;
    private final Closure closure;
    private final Sets sets;
    private final Roots roots;

    private ChunkSql(CheckedPolicy policy) {
        this.policy = policy;
        this.closure = policy.closure();
        this.sets = new Sets(closure);
        this.roots = new Roots(policy.eligibility());
    }

    /** The statements for a policy. */
    public static ChunkSql of(CheckedPolicy policy) {
        return new ChunkSql(policy);
    }

    /** The closure they are for. */
    public Closure closure() {
        return closure;
    }

    /** The rows in hand. */
    public Sets sets() {
        return sets;
    }

    /** Which rows of the policy's table may go. */
    public Roots roots() {
        return roots;
    }

    /** How roots are claimed. */
    public Claims claims() {
        return new Claims(closure.rootTable(), roots, sets.locked(closure.root()));
    }

    /** How children are locked and taken in hand. */
    public Levels levels() {
        return new Levels(closure, sets, true);
    }

    /** How a dry run takes them in hand. */
    public Levels unlockedLevels() {
        return new Levels(closure, sets, false);
    }

    /** How rows are found that must stay. */
    public Stays stays() {
        return new Stays(closure, sets, roots);
    }

    /** How rows are removed. */
    public Deletes deletes() {
        return new Deletes(closure, sets, roots);
    }

    /** How a heavy root is taken apart. */
    public Drains drains() {
        return new Drains(closure, sets, roots);
    }

    /** All statements on the user's tables that a chunk may run, in their order. */
    public List<ChunkStatement> all() {
        var archived = policy.policy().config().archive().isPresent();
        var all = new ArrayList<>(claimed());
        all.add(1, claim(true, "behind the cursor"));
        for (var group : closure.order().reversed()) {
            all.addAll(entered(group));
            all.addAll(around(group));
        }
        all.addAll(kept());
        all.addAll(climbs());
        all.addAll(released());
        all.addAll(edits(archived));
        all.addAll(removed(archived));
        if (policy.policy().config().heavyRoots() == HeavyRoots.DRAIN) {
            all.addAll(drains().all(archived));
        }
        all.add(one(Step.LEFT, closure.root(), "once, at the end", claims().left("")));
        return List.copyOf(all);
    }

    /** Claims the first roots. */
    public List<ChunkStatement> claimed() {
        var first = claim(false, "from the beginning");
        return roots.dependent()
                ? List.of(first, one(Step.REPEAT, closure.root(), "in a new statement", claims().again()))
                : List.of(first);
    }

    /** From groups above into this one. */
    public List<ChunkStatement> entered(List<TableName> group) {
        return levels().outer(group).stream().map(this::outer).toList();
    }

    /** Within a circle of tables; run until it finds none. */
    public List<ChunkStatement> around(List<TableName> group) {
        var inner = levels().inner(group);
        return inner.isEmpty()
                ? List.of()
                : List.of(new ChunkStatement(
                        Step.LEVEL,
                        group,
                        "over " + inner.stream().map(Relation::name).collect(joining(", ")) + ", until none is found",
                        LOCKS,
                        levels().circle(group, BUDGET)));
    }

    /** Finds rows in hand that have to stay. */
    public List<ChunkStatement> kept() {
        var all = new ArrayList<ChunkStatement>();
        if (!closure.into(closure.root()).isEmpty()) {
            all.add(one(Step.STAYS, closure.root(), "may not go itself", stays().living(roots.eligible())));
        }
        for (var relation : closure.blocking()) {
            var why = "named by " + relation;
            all.add(one(Step.STAYS, relation.parent(), why, stays().referred(relation)));
            all.add(one(Step.STAYS, relation.parent(), why, stays().named(relation)));
        }
        closure.goingTables().stream().skip(1).forEach(table -> {
            var text = stays().held(table.name());
            all.add(one(Step.STAYS, table.name(), "where there are holds on the table", text));
        });
        closure.edited().stream().filter(Relation::forgets).forEach(relation -> {
            var why = "named by a held row of " + relation + ", which would have to forget it";
            all.add(one(Step.STAYS, relation.parent(), why, stays().heldReferring(relation)));
            all.add(one(Step.STAYS, relation.parent(), why, stays().namedByHeld(relation)));
        });
        return all;
    }

    /** Climbs from there; run until none finds any. */
    public List<ChunkStatement> climbs() {
        return closure.deleted().stream()
                .map(relation -> one(Step.STAYS, relation.parent(), "above " + relation, stays().climb(relation)))
                .toList();
    }

    /** Climbs beyond what is in hand, and lets go of roots that stay. */
    public List<ChunkStatement> released() {
        var all = new ArrayList<ChunkStatement>();
        closure.into(closure.root()).stream()
                .filter(Relation::self)
                .forEach(own -> all.add(one(Step.STAYS, closure.root(), "above " + own, stays().climbOwn(own))));
        all.add(one(Step.RELEASE, closure.root(), "that have to stay", stays().release()));
        return all;
    }

    /** Locks the rows that will be changed, relation by relation, and sends them to the archive if there is one. */
    public List<ChunkStatement> edits(boolean archived) {
        var all = new ArrayList<ChunkStatement>();
        for (var relation : closure.edited()) {
            var why = relation.rule().action() + " over " + relation;
            all.add(statement(Step.EDIT, relation.child(), why, LOCKS, deletes().edit(relation)));
            if (archived) {
                all.add(one(
                        Step.EDIT,
                        relation.child(),
                        why,
                        SegmentWriter.copy(deletes().kept(relation))));
            }
        }
        for (var relation : closure.edited()) {
            deletes().forgotten(relation).ifPresent(text -> {
                all.add(statement(Step.EDIT, relation.child(), "what it names goes", "the rows changed", text));
                all.add(one(
                        Step.EDIT,
                        relation.child(),
                        "where another relation emptied the same column",
                        deletes().naming(relation)));
            });
        }
        return List.copyOf(all);
    }

    /** Deletes the rows, group by group, leaves first, and sends them to the archive if there is one. */
    public List<ChunkStatement> removed(boolean archived) {
        return closure.order().stream()
                .map(group -> new ChunkStatement(
                        Step.DELETE,
                        group,
                        group.size() == 1 ? "rows in hand" : "a circle, in one statement",
                        "the rows deleted",
                        Deletion.text(deletes().of(group, false), archived)))
                .toList();
    }

    /** Texts that take some rows of each table in hand without locking any, to have statements planned with real keys. */
    public List<String> sampled(int rows) {
        var texts = new ArrayList<String>();
        texts.add(sets.emptied(false));
        for (var table : closure.goingTables()) {
            var set = sets.locked(table.name());
            texts.add("WITH coppice_sampled AS (SELECT " + set.selected() + " FROM " + table.from() + " LIMIT " + rows
                    + ") SELECT " + set.stored() + " FROM coppice_sampled");
        }
        return List.copyOf(texts);
    }

    private ChunkStatement outer(Relation relation) {
        var parents = sets.locked(relation.parent());
        return closure.leaf(relation.child())
                ? one(
                        Step.COUNT,
                        relation.child(),
                        "over " + relation.name() + ", until a few chunks have told how many there are",
                        levels().count(relation, parents, BUDGET))
                : statement(
                        Step.LEVEL,
                        relation.child(),
                        "over " + relation.name(),
                        LOCKS,
                        levels().level(relation, parents, fresh(relation), BUDGET));
    }

    /** Whether an earlier relation may have led to rows of its child. */
    public boolean fresh(Relation relation) {
        return !closure.into(relation.child()).getFirst().equals(relation)
                || relation.child().equals(closure.root());
    }

    private ChunkStatement claim(boolean behind, String why) {
        return statement(
                Step.CLAIM,
                closure.root(),
                why,
                "rows FOR UPDATE, those locked by others left out",
                claims().claim(new Wanted(behind, "", ROOTS)));
    }

    private static ChunkStatement one(Step step, TableName table, String why, String text) {
        return statement(step, table, why, "nothing", text);
    }

    private static ChunkStatement statement(Step step, TableName table, String why, String locks, String text) {
        return new ChunkStatement(step, List.of(table), why, locks, text);
    }
}
