package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.NewResource;
import dev.coppice.lifecycle.Page;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.Resources;
import dev.coppice.lifecycle.TierCount;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.lifecycle.internal.kind.Retention;
import dev.coppice.lifecycle.internal.kind.StateRow;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The resources of the declared kinds. */
public final class KindResources implements Resources {
    private final Transacting transacting;
    private final Kinds kinds;

    /** Those in a database. */
    public KindResources(DataSource database, Kinds kinds) {
        this.transacting = new Transacting(database);
        this.kinds = kinds;
    }

    @Override
    public Optional<Resource> find(ResourceId id) {
        var kind = kinds.load(id.kind());
        return transacting.run(dsl -> kind.table().find(dsl, id.id()).map(row -> Standings.of(dsl, kind, row)));
    }

    @Override
    public ResourceId spelled(ResourceId id) {
        var kind = kinds.load(id.kind());
        var spelled = kind.resource(id.id());
        var known =
                transacting.run(dsl -> kind.table().find(dsl, spelled.id()).isPresent() || remembered(dsl, spelled));
        if (!known) {
            throw ResourceFaults.notFound(spelled).exception();
        }
        return spelled;
    }

    /** Whether it once left, or lies in a backup. */
    private static boolean remembered(DSLContext dsl, ResourceId id) {
        return id.id().indexOf('\0') < 0
                && !dsl.fetch("""
                        SELECT 1 FROM coppice.resource_state WHERE kind = {0} AND resource_id = {1}
                        UNION ALL
                        SELECT 1 FROM coppice.backup
                        WHERE kind = {0} AND (resource_id = {1} OR {1} = ANY (children))
                        """, DSL.val(id.kind()), DSL.val(id.id())).isEmpty();
    }

    @Override
    public Page<Resource> list(ResourceQuery query) {
        var kind = kinds.load(query.kind());
        var listing = kinds.listing(query.kind());
        requireColumn(kind, "tier", kind.config().tier(), query.tier());
        requireColumn(kind, "owner", kind.config().owner(), query.owner());
        return transacting.run(dsl -> {
            var rows = listing.page(dsl, query);
            var shown = rows.stream().limit(query.limit()).toList();
            return new Page<>(
                    new Standings(dsl, kind, ids -> listing.endings(dsl, ids)).of(shown),
                    rows.size() > shown.size() ? Optional.of(shown.getLast().id()) : Optional.empty());
        });
    }

    /** A filter on what nobody declared would match nothing, which looks as if there were nothing. */
    private static void requireColumn(Kind kind, String key, Optional<String> column, Optional<String> wanted) {
        if (wanted.isPresent() && column.isEmpty()) {
            throw ResourceFaults.undeclared(kind.name(), key).exception();
        }
    }

    @Override
    public List<TierCount> analytics(String kind) {
        var listing = kinds.listing(kind);
        return transacting.run(dsl -> new Analytics(dsl, kind).of(listing.standings(dsl)));
    }

    @Override
    public Resource suspend(ResourceId id, Act act) {
        return new RefusedActs(transacting).act(act, "resource.suspend", id, dsl -> suspend(dsl, id, act));
    }

    @Override
    public Resource suspend(DSLContext transaction, ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return Transacting.joining(
                transaction, dsl -> Standings.of(dsl, kind, new Suspension(dsl, kind, act).suspend(id.id())));
    }

    @Override
    public Resource reactivate(ResourceId id, Act act) {
        return new RefusedActs(transacting).act(act, "resource.reactivate", id, dsl -> reactivate(dsl, id, act));
    }

    @Override
    public Resource reactivate(DSLContext transaction, ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return Transacting.joining(
                transaction, dsl -> Standings.of(dsl, kind, new Suspension(dsl, kind, act).reactivate(id.id())));
    }

    @Override
    public Resource enter(DSLContext transaction, NewResource resource, Act act) {
        var kind = shared(resource.id());
        return Transacting.joining(transaction, dsl -> {
            new OwnTable(dsl, kind, act).enter(resource);
            return load(dsl, kind, resource.id());
        });
    }

    @Override
    public Resource ends(DSLContext transaction, ResourceId id, Optional<Ending> ending, Instant knownAt, Act act) {
        var kind = shared(id);
        return Transacting.joining(transaction, dsl -> {
            new OwnTable(dsl, kind, act).ends(id, ending, knownAt);
            return load(dsl, kind, id);
        });
    }

    /** What came of {@link #suspendIfDue}. */
    public enum Suspended {
        /** It is suspended now. */
        SUSPENDED,
        /** It is not due any more. */
        RENEWED,
        /** It is not active: another was faster, or it is leaving, or its row is gone. */
        OTHERWISE
    }

    /**
     * Suspends a resource that is due, looked at again with its row locked. Owns its transaction.
     *
     * @throws dev.coppice.ops.CoppiceException {@code resource.protected}
     */
    public Suspended suspendIfDue(ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return transacting.run(dsl -> {
            var row = kind.table().lock(dsl, id.id());
            if (row.isEmpty() || StateRows.lock(dsl, kind.name(), row.get()).state() != ResourceState.ACTIVE) {
                return Suspended.OTHERWISE;
            }
            if (kind.table().due(dsl, id.id()).isEmpty()) {
                return Suspended.RENEWED;
            }
            new Suspension(dsl, kind, act).suspend(id.id());
            return Suspended.SUSPENDED;
        });
    }

    /** Notes of resources that others have brought back that they are active, and who saw it. Owns its transactions. */
    public void noteReactivated(String name, int limit, Act act) {
        var kind = kinds.load(name);
        for (var id : transacting.run(dsl -> kinds.listing(name).reactivated(dsl, limit))) {
            transacting.run(dsl -> {
                var row = kind.table().lock(dsl, id);
                row.filter(Transitions.in(dsl, name, kind.table())::noteActive)
                        .ifPresent(noted -> told(dsl, act, "resource.found-active", new ResourceId(name, id)));
                return row;
            });
        }
    }

    /**
     * From when on a suspended resource that is due may be torn down; empty for others. One that others have suspended is kept
     * from now on, and it is entered who saw it. Owns its transaction.
     */
    public Optional<Instant> retainedUntil(ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return transacting.run(
                dsl -> kind.table().lock(dsl, id.id()).flatMap(row -> retainedUntil(dsl, kind, row, act)));
    }

    private static void told(DSLContext dsl, Act act, String action, ResourceId id) {
        AuditTrail.in(dsl).append(AuditEvent.of(act, action, id.toString()));
    }

    private static Optional<Instant> retainedUntil(DSLContext dsl, Kind kind, Row row, Act act) {
        var state = StateRows.lock(dsl, kind.name(), row);
        var due = kind.table().due(dsl, row.id());
        if (state.state() != ResourceState.SUSPENDED || due.isEmpty()) {
            return Optional.empty();
        }
        var known = state.suspendedAt().isPresent() ? state : foundSuspended(dsl, kind, row, due, act);
        return Retention.over(kind.config(), known, due);
    }

    private static StateRow foundSuspended(DSLContext dsl, Kind kind, Row row, Optional<Ending> due, Act act) {
        var noted = Transitions.in(dsl, kind.name(), kind.table()).noteSuspended(row, due);
        told(dsl, act, "resource.found-suspended", new ResourceId(kind.name(), row.id()));
        return noted;
    }

    private Kind shared(ResourceId id) {
        var kind = kinds.load(id.kind());
        if (!kind.shared()) {
            throw ResourceFaults.ownTable(id).exception();
        }
        return kind;
    }

    private Resource load(DSLContext dsl, Kind kind, ResourceId id) {
        return Standings.of(
                dsl,
                kind,
                kind.table()
                        .find(dsl, id.id())
                        .orElseThrow(() -> ResourceFaults.notFound(id).exception()));
    }
}
