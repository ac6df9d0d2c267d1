package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.EntryTable;
import dev.coppice.settings.internal.scope.SettingNames;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Record;
import org.jooq.TableField;

/** Allow-list entries. */
record EntrySort(SettingsTables tables) implements RowSort<AllowListEntry, NewEntry, EntryChange> {
    @Override
    public EntryTable table() {
        return tables.entry();
    }

    @Override
    public List<TableField<Record, String>> keyColumns() {
        return List.of(table().name, table().scopeType);
    }

    @Override
    public void check(NewEntry wanted) {
        SettingNames.require(wanted.name());
    }

    @Override
    public Purge target(EntryChange change) {
        return new Purge(change.id(), change.version());
    }

    @Override
    public Optional<Rank> rank(NewEntry wanted) {
        return Optional.of(wanted.rank());
    }

    @Override
    public Optional<Rank> rankOf(EntryChange change) {
        return Optional.of(change.rank());
    }

    @Override
    public EntrySheet sheet(WriteOps w) {
        return new EntrySheet(tables, w);
    }

    @Override
    public Change changed(AllowListEntry row) {
        return Change.ofName(row.name());
    }

    @Override
    public Function<Record, AllowListEntry> reading(ReadOps r) {
        var chain = Parents.chain(tables, r);
        return row -> value(row, chain);
    }

    @Override
    public CoppiceException notFound() {
        return WriteFaults.noEntry();
    }

    @Override
    public CoppiceException duplicate() {
        return WriteFaults.duplicateEntry();
    }

    /** An entry with the rank in force. */
    AllowListEntry value(Record row, ScopeChain chain) {
        var type = row.get(table().scopeType);
        var own = Stored.rank(row.get(table().rank));
        return new AllowListEntry(
                row.get(table().id),
                row.get(table().name),
                type,
                own,
                own.orElseGet(() -> Stored.rank(chain, type)),
                Stored.stamp(row, table()));
    }
}
