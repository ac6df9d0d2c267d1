package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.ChunkGuard;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Ancestors;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * The transactions of a worker that has an operation: once another has taken it over, they write nothing.
 *
 * <p>Lock order of the engine: hold epoch, lease, operations by number, resources (a parent before its children), their state,
 * steps, head of the audit trail.
 *
 * @param transactions where
 * @param kind the kind
 * @param lease the right to work on the operation
 * @param bound the resource after those it is torn down with: a hold on any of them binds, or on whatever the first belongs to
 */
record Fenced(Transacting transactions, Kind kind, Lease lease, List<ResourceId> bound) {
    /** Work that destroys or leads to it: refused under a freeze or a hold, which wait for it in their turn. */
    <T> T destroying(Function<DSLContext, T> work) {
        return transactions.raw(dsl -> work.apply(bound(dsl)));
    }

    /** The same for work of the engine's own, which may be run twice. */
    <T> T entering(Function<DSLContext, T> work) {
        return transactions.run(dsl -> work.apply(bound(dsl)));
    }

    private DSLContext bound(DSLContext dsl) {
        ChunkGuard.enter(dsl);
        Leases.require(dsl, lease);
        bound.forEach(resource -> requireNotHeld(dsl, resource));
        Ancestors.of(dsl, kind, bound.getFirst()).forEach(resource -> requireNotHeld(dsl, resource));
        return dsl;
    }

    /** Work that only records: what happened is written whatever holds. */
    <T> T recording(Function<DSLContext, T> work) {
        return transactions.run(dsl -> {
            Leases.require(dsl, lease);
            return work.apply(dsl);
        });
    }

    /** Passes when nothing holds a resource; lasting after {@link ChunkGuard#enter}. */
    static void requireNotHeld(DSLContext dsl, ResourceId resource) {
        var target = HoldTarget.resource(resource.kind(), resource.id());
        Holds.in(dsl).list(HoldQuery.binding(1).on(target)).items().stream()
                .findFirst()
                .ifPresent(hold -> {
                    throw EngineFaults.held(
                                    resource, hold.origin(), hold.placed().reason())
                            .exception();
                });
    }
}
