package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
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
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;

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
        return transacting.run(dsl -> kind.table().find(dsl, id.id()).map(row -> shown(dsl, kind, row)));
    }

    @Override
    public Page<Resource> list(ResourceQuery query) {
        var kind = kinds.load(query.kind());
        var listing = kinds.listing(query.kind());
        return transacting.run(dsl -> {
            var rows = listing.page(dsl, query);
            var shown = rows.stream().limit(query.limit()).toList();
            return new Page<>(
                    new Standings(dsl, kind, listing).of(shown),
                    rows.size() > shown.size() ? Optional.of(shown.getLast().id()) : Optional.empty());
        });
    }

    @Override
    public List<TierCount> analytics(String kind) {
        var listing = kinds.listing(kind);
        return transacting.run(dsl -> new Analytics(dsl, kind).of(listing.standings(dsl)));
    }

    @Override
    public Resource suspend(ResourceId id, Act act) {
        return transacting.act(act, "resource.suspend", id, dsl -> suspend(dsl, id, act));
    }

    @Override
    public Resource suspend(DSLContext transaction, ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return shown(transaction, kind, new Suspension(transaction, kind, act).suspend(id.id()));
    }

    @Override
    public Resource reactivate(ResourceId id, Act act) {
        return transacting.act(act, "resource.reactivate", id, dsl -> reactivate(dsl, id, act));
    }

    @Override
    public Resource reactivate(DSLContext transaction, ResourceId id, Act act) {
        var kind = kinds.load(id.kind());
        return shown(transaction, kind, new Suspension(transaction, kind, act).reactivate(id.id()));
    }

    @Override
    public Resource enter(DSLContext transaction, NewResource resource, Act act) {
        var kind = shared(resource.id());
        new OwnTable(transaction, kind, act).enter(resource);
        return load(transaction, kind, resource.id());
    }

    @Override
    public Resource ends(DSLContext transaction, ResourceId id, Optional<Ending> ending, Instant knownAt, Act act) {
        var kind = shared(id);
        new OwnTable(transaction, kind, act).ends(id, ending, knownAt);
        return load(transaction, kind, id);
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

    /**
     * From when on a suspended resource that is due may be torn down; empty for others. One that others have suspended is kept
     * from now on. Owns its transaction.
     */
    public Optional<Instant> retainedUntil(ResourceId id) {
        var kind = kinds.load(id.kind());
        return transacting.run(dsl -> kind.table().lock(dsl, id.id()).flatMap(row -> retainedUntil(dsl, kind, row)));
    }

    private static Optional<Instant> retainedUntil(DSLContext dsl, Kind kind, Row row) {
        var state = StateRows.lock(dsl, kind.name(), row);
        var due = kind.table().due(dsl, row.id());
        if (state.state() != ResourceState.SUSPENDED || due.isEmpty()) {
            return Optional.empty();
        }
        var known = state.suspendedAt().isPresent()
                ? state
                : Transitions.in(dsl, kind.name(), kind.table()).noteSuspended(row, due);
        return Retention.over(kind.config(), known, due);
    }

    private Kind shared(ResourceId id) {
        var kind = kinds.load(id.kind());
        if (!kind.shared()) {
            throw ResourceFaults.ownTable(id).exception();
        }
        return kind;
    }

    private Resource load(DSLContext dsl, Kind kind, ResourceId id) {
        return shown(
                dsl,
                kind,
                kind.table()
                        .find(dsl, id.id())
                        .orElseThrow(() -> ResourceFaults.notFound(id).exception()));
    }

    private Resource shown(DSLContext dsl, Kind kind, Row row) {
        return new Standings(dsl, kind, kinds.listing(kind.name()))
                .of(List.of(row))
                .getFirst();
    }
}
