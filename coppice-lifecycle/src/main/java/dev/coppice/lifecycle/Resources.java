package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * The resources of the declared kinds: found, listed, suspended, brought back. Safe for any thread. Calls without a transaction
 * own theirs; those with one join it, lock the resource's row, and leave commit and roll-back to the caller. Each change
 * enters the audit trail, and so does each refusal of a call that owns its transaction.
 */
public interface Resources {
    /**
     * A resource as it stands; empty when its table has no such row.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}
     */
    Optional<Resource> find(ResourceId id);

    /**
     * A resource as holds have to name it, by the one spelling of its id; one whose row is gone too, when something is known of
     * it still. A hold under another spelling binds nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}, {@code resource.not-found}
     */
    ResourceId spelled(ResourceId id);

    /**
     * One page by id.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}, {@code kind.column-undeclared} for a filter by a tier or
     *     owner that the kind does not declare
     */
    Page<Resource> list(ResourceQuery query);

    /** Numbers of a kind by tier. */
    List<TierCount> analytics(String kind);

    /**
     * Suspends an active resource, and its children with it.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}, {@code resource.not-found}, {@code
     *     resource.illegal-transition}, {@code resource.protected}
     */
    Resource suspend(ResourceId id, Act act);

    /** The same in the caller's transaction. Call it last: it holds the head of the audit trail until that ends. */
    Resource suspend(DSLContext transaction, ResourceId id, Act act);

    /**
     * Makes a suspended resource active again, with the children that were suspended with it. One that is leaving comes back by
     * {@link Operations#cancel}.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #suspend}, {@code resource.parent-not-active}, and {@code
     *     resource.still-due} while its end has passed, since the next look would suspend it again
     */
    Resource reactivate(ResourceId id, Act act);

    /** The same in the caller's transaction. Call it last: it holds the head of the audit trail until that ends. */
    Resource reactivate(DSLContext transaction, ResourceId id, Act act);

    /**
     * Enters a resource of a kind that has no table of its own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.has-its-own-table}, {@code resource.exists}, {@code
     *     resource.buried} for an id that was torn down: ids are never used again
     */
    Resource enter(DSLContext transaction, NewResource resource, Act act);

    /**
     * States the end of a resource of a kind that has no table of its own, as an event of {@code knownAt} says it. An older
     * event than the newest changes nothing; nothing moves an immediate end into the future, and nothing revives what is
     * gone. {@code knownAt} stands in the audit trail.
     *
     * @return the resource as it stands after it
     * @throws dev.coppice.ops.CoppiceException {@code kind.has-its-own-table}, {@code resource.not-found}, {@code
     *     resource.known-ahead} for an event that is later than now by the database's clock: none would count after it
     */
    Resource ends(DSLContext transaction, ResourceId id, Optional<Ending> ending, Instant knownAt, Act act);
}
