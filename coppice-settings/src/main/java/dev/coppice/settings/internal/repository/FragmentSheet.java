package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Gate;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Document;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.value.JsonSchemas;
import dev.coppice.settings.internal.value.SizeLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jooq.JSONB;
import org.jooq.Record;

/** Fragments inside one transaction. */
final class FragmentSheet implements Sheet<Fragment, NewFragment, FragmentChange> {
    private final FragmentSort sort;
    private final WriteOps w;
    private final Parents parents;
    private final ScopeChain chain;
    private final Ranks ranks;
    private final Visible visible;
    private final Map<RowKey, Gate> gates = new HashMap<>();
    private Map<String, Optional<Document>> definitions = Map.of();
    private Map<RowKey, OptionalInt> entries = Map.of();
    private Set<Scope> owners = Set.of();

    FragmentSheet(FragmentSort sort, WriteOps w) {
        this.sort = sort;
        this.w = w;
        this.parents = new Parents(sort.tables(), w);
        this.chain = parents.chain();
        this.ranks = new Ranks(sort.tables(), w);
        this.visible = new Visible(sort.tables(), chain);
    }

    @Override
    public RowKey key(NewFragment wanted) {
        var scope = ScopeIds.canonical(chain, wanted.scope());
        var key = new RowKey(wanted.name(), scope.type(), scope.id());
        wanted.viewer().ifPresent(viewer -> visible.ask(key, ScopeIds.canonical(chain, viewer)));
        return key;
    }

    @Override
    public void lock(Collection<RowKey> keys, Need need) {
        definitions = parents.definitions(keys, need);
        entries = parents.entries(keys);
        if (need == Need.PURGE) {
            return;
        }
        var scopes = keys.stream()
                .filter(key -> !key.scopeId().isEmpty())
                .map(key -> Scope.of(key.scopeType(), key.scopeId()))
                .toList();
        owners = Owners.held(chain, scopes, w);
        visible.read(w, keys.stream().filter(this::mustBeWhole).toList());
    }

    @Override
    public List<Cell<?>> made(RowKey key, NewFragment wanted) {
        var viewer =
                wanted.viewer().map(seen -> ScopeIds.canonical(chain, seen)).orElse(Viewer.anonymous());
        return cells(key, new Said(Optional.of(wanted.value()), wanted.rank(), Optional.of(viewer)), wanted.value());
    }

    @Override
    public List<Cell<?>> changed(RowKey key, FragmentChange change, Record row) {
        return change.value().isEmpty() && change.rank().isEmpty()
                ? List.of()
                : cells(
                        key,
                        new Said(change.value(), change.rank(), viewer(key, change)),
                        change.value().orElseGet(() -> value(row).value()));
    }

    @Override
    public boolean mustWait(RowKey key, Rank rank) {
        return ranks.mustWait(key.name(), rank);
    }

    @Override
    public void written() {
        ranks.written();
    }

    /** The entry is held already; the gate says so in the writing statement, whatever came before it. */
    @Override
    public Optional<Gate> gate(RowKey key) {
        var entry = sort.tables().entry();
        return Optional.of(gates.computeIfAbsent(
                key.entry(),
                wanted -> Gate.exists(entry)
                        .where(entry.name.eq(wanted.name()).and(entry.scopeType.eq(wanted.scopeType())))));
    }

    @Override
    public Fragment value(Record row) {
        return sort.value(row);
    }

    /** What a fragment shall say from now on, and who is known to see it. */
    private record Said(Optional<Document> value, Optional<Rank> rank, Optional<Viewer> viewer) {}

    /** Who is known to see another value: the one who is named, or whoever sees what belongs to one scope or to nobody. */
    private Optional<Viewer> viewer(RowKey key, FragmentChange change) {
        if (change.value().isEmpty()) {
            return Optional.empty();
        }
        if (change.viewer().isPresent()) {
            var viewer = ScopeIds.canonical(chain, change.viewer().get());
            visible.ask(key, viewer);
            visible.read(w, List.of(key));
            return Optional.of(viewer);
        }
        var isKnown = key.scopeType().equals(ScopeChain.PUBLIC) || chain.types().size() == 1;
        return isKnown ? Optional.of(Viewer.anonymous()) : Optional.empty();
    }

    private List<Cell<?>> cells(RowKey key, Said said, Document value) {
        var schema = schema(key);
        int inherited = inherited(key);
        requireOwner(key);
        said.value().ifPresent(next -> requireFit(key, next, schema));
        var own = said.rank().isPresent() ? ranks.of(key.name(), said.rank().get()) : null;
        if (mustBeWhole(key)) {
            int above = said.rank().isPresent() ? inherited : visible.rank(key).orElse(inherited);
            visible.write(key, new Visible.Layer(value, own == null ? above : own), said.viewer(), schema);
        }
        var cells = new ArrayList<Cell<?>>();
        said.value().ifPresent(next -> cells.add(new Cell<>(sort.table().value, JSONB.jsonb(next.json()))));
        said.rank().ifPresent(rank -> {
            ranks.taken(key.name(), rank, own);
            cells.add(new Cell<>(sort.table().rank, own));
        });
        return cells;
    }

    private static void requireFit(RowKey key, Document value, Optional<Document> schema) {
        SizeLimit.requireFragment(key.name(), value);
        schema.ifPresent(known -> JsonSchemas.requireFragment(known, key.name(), value));
    }

    private Optional<Document> schema(RowKey key) {
        var schema = definitions.get(key.name());
        if (schema == null) {
            throw WriteFaults.noDefinition();
        }
        return schema;
    }

    /** The rank it has without one of its own. */
    private int inherited(RowKey key) {
        var entry = entries.get(key.entry());
        if (entry == null) {
            throw WriteFaults.notAllowed(key);
        }
        return entry.orElseGet(() -> Stored.rank(chain, key.scopeType()));
    }

    private void requireOwner(RowKey key) {
        if (Owners.areKnown(chain, key.scopeType()) && !owners.contains(Scope.of(key.scopeType(), key.scopeId()))) {
            throw WriteFaults.noOwner(key.scopeType());
        }
    }

    /** Four fragments are never too large together. */
    private boolean mustBeWhole(RowKey key) {
        return chain.types().size() >= SizeLimit.MERGED / SizeLimit.FRAGMENT
                || definitions.getOrDefault(key.name(), Optional.empty()).isPresent();
    }
}
