package dev.coppice.ops.internal.prune;

import dev.coppice.ops.ConditionalMutationForbidden;
import dev.coppice.ops.Gate;
import dev.coppice.ops.PruneResult;
import dev.coppice.ops.Pruner;
import dev.coppice.ops.WriteOps;
import dev.coppice.ops.internal.prune.PrunePlan.Naming;
import dev.coppice.ops.internal.transaction.Session;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * One prune: choose and lock, lock what hangs on it, delete associations, children and rows. Locks are taken in the order
 * rows, children, grandchildren; whoever locks a child first and its parent later may meet a deadlock, which is tried again.
 */
public final class Prune {
    private final Session session;
    private final WriteOps ops;
    private final Pruner<?> pruner;
    private final PruneRefusals refusals;

    private Prune(Session session, WriteOps ops, Pruner<?> pruner) {
        this.session = session;
        this.ops = ops;
        this.pruner = pruner;
        this.refusals = new PruneRefusals(pruner.name());
    }

    /** Runs {@code pruner}; {@code ops} are for its hook. The caller undoes what a failure leaves. */
    public static PruneResult run(Session session, WriteOps ops, Pruner<?> pruner) {
        return new Prune(session, ops, pruner).run();
    }

    private PruneResult run() {
        if (pruner.condition().isEmpty()) {
            throw refusals.unbounded();
        }
        pruner.gate().ifPresent(this::requireOpen);
        var plan = Planning.plan(session, pruner, refusals);
        var eligible = Eligible.of(plan, pruner, refusals);
        var choosing = new Choosing(session, eligible, pruner.limit());
        var choice = choosing.choose();
        var tables = choice.doomed().isEmpty() ? counts(plan) : deleted(plan, eligible, choice.doomed());
        return new PruneResult(
                choice.doomed().size(),
                choice.doomed().keys(),
                Collections.unmodifiableMap(tables),
                choice.more(),
                choosing.skipped(choice));
    }

    private void requireOpen(Gate gate) {
        if (session.run(sql -> sql.fetchOne(DSL.selectOne().where(gate.asCondition()))) == null) {
            throw new ConditionalMutationForbidden(gate);
        }
    }

    private Map<String, Long> deleted(PrunePlan plan, Eligible eligible, Doomed doomed) {
        var cascade = new Cascade(session, plan);
        cascade.lock(doomed);
        session.reached("prune.locked");
        pruner.hook().ifPresent(hook -> hook.accept(ops, doomed.keys()));
        var tables = counts(plan);
        session.execute("SET CONSTRAINTS ALL DEFERRED");
        for (var naming : plan.namings()) {
            tables.merge(naming.table().toString(), unnamed(naming, doomed), Long::sum);
        }
        for (var table : plan.childrenFirst()) {
            tables.merge(table.toString(), cascade.delete(doomed, table), Long::sum);
        }
        tables.put(plan.root().toString(), (long) rows(plan, eligible, doomed));
        session.makeConstraintsImmediate();
        return tables;
    }

    /** Every table, in the order of the deletes, with none deleted. */
    private static Map<String, Long> counts(PrunePlan plan) {
        var counts = new LinkedHashMap<String, Long>();
        plan.namings().forEach(naming -> counts.put(naming.table().toString(), 0L));
        plan.childrenFirst().forEach(table -> counts.put(table.toString(), 0L));
        counts.put(plan.root().toString(), 0L);
        return counts;
    }

    private int rows(PrunePlan plan, Eligible eligible, Doomed doomed) {
        var deleted = session.run(sql -> sql.deleteFrom(plan.root().rows())
                .using(doomed.table())
                .where(doomed.matches(eligible::own))
                .and(eligible.condition())
                .execute());
        if (deleted != doomed.size()) {
            throw refusals.kept(doomed.size(), deleted);
        }
        return deleted;
    }

    private long unnamed(Naming naming, Doomed doomed) {
        var type = DSL.field(
                "cast({0} as " + naming.type().type() + ")",
                Object.class,
                DSL.val(pruner.entityType().orElseThrow(), SQLDataType.CLOB));
        return session.run(sql -> sql.deleteFrom(naming.table().rows())
                .where(column(naming, naming.type().name()).eq(type))
                .and(names(naming, doomed))
                .execute());
    }

    /** The key's text, cast to the type of the column: a uuid stored as text is found in the form PostgreSQL prints. */
    private static Condition names(Naming naming, Doomed doomed) {
        var id = DSL.field("cast(cast({0} as text) as " + naming.id().type() + ")", Object.class, Doomed.field(0));
        return column(naming, naming.id().name()).in(DSL.select(id).from(doomed.table()));
    }

    private static Field<Object> column(Naming naming, String name) {
        return DSL.field(DSL.name(naming.table().schema(), naming.table().name(), name));
    }
}
