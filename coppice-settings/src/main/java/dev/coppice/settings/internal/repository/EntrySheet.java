package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Gate;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Rank;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.internal.scope.ScopeFaults;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Record;

/** Allow-list entries inside one transaction. */
final class EntrySheet implements Sheet<AllowListEntry, NewEntry, EntryChange> {
    private final SettingsTables tables;
    private final Parents parents;
    private final ScopeChain chain;
    private final Ranks ranks;
    private Set<String> defined = Set.of();

    EntrySheet(SettingsTables tables, WriteOps w) {
        this.tables = tables;
        this.parents = new Parents(tables, w);
        this.chain = parents.chain();
        this.ranks = new Ranks(tables, w);
    }

    @Override
    public RowKey key(NewEntry wanted) {
        var type = wanted.scopeType();
        if (!type.equals(ScopeChain.PUBLIC) && ScopeIds.type(chain, type).isEmpty()) {
            throw ScopeFaults.unknownScope(chain);
        }
        return new RowKey(wanted.name(), type, "");
    }

    @Override
    public void lock(Collection<RowKey> keys, Need need) {
        defined = parents.definitions(keys, need).keySet();
    }

    @Override
    public List<Cell<?>> made(RowKey key, NewEntry wanted) {
        if (!defined.contains(key.name())) {
            throw WriteFaults.noDefinition();
        }
        return rank(key, wanted.rank());
    }

    @Override
    public List<Cell<?>> changed(RowKey key, EntryChange change, Record row) {
        return rank(key, change.rank());
    }

    @Override
    public boolean mustWait(RowKey key, Rank rank) {
        return ranks.mustWait(key.name(), rank);
    }

    @Override
    public void written() {
        ranks.written();
    }

    @Override
    public Optional<Gate> gate(RowKey key) {
        return Optional.empty();
    }

    @Override
    public AllowListEntry value(Record row) {
        return new EntrySort(tables).value(row, chain);
    }

    private List<Cell<?>> rank(RowKey key, Rank wanted) {
        var value = ranks.of(key.name(), wanted);
        ranks.taken(key.name(), wanted, value);
        return List.of(new Cell<>(tables.entry().rank, value));
    }
}
