package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.FragmentTable;
import dev.coppice.settings.internal.scope.SettingNames;
import dev.coppice.settings.internal.scope.SettingsTables;
import dev.coppice.settings.internal.value.SizeLimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.Record;
import org.jooq.TableField;

/** Fragments. */
record FragmentSort(SettingsTables tables) implements RowSort<Fragment, NewFragment, FragmentChange> {
    @Override
    public FragmentTable table() {
        return tables.fragment();
    }

    @Override
    public List<TableField<Record, String>> keyColumns() {
        return List.of(table().name, table().scopeType, table().scopeId);
    }

    @Override
    public void check(NewFragment wanted) {
        SettingNames.require(wanted.name());
        SizeLimit.requireFragment(wanted.name(), wanted.value());
    }

    @Override
    public OptionalLong guard(NewFragment wanted) {
        return wanted.version();
    }

    @Override
    public Purge target(FragmentChange change) {
        return new Purge(change.id(), change.version());
    }

    @Override
    public Optional<Rank> rank(NewFragment wanted) {
        return wanted.rank();
    }

    @Override
    public Optional<Rank> rankOf(FragmentChange change) {
        return change.rank();
    }

    @Override
    public FragmentSheet sheet(WriteOps w) {
        return new FragmentSheet(this, w);
    }

    @Override
    public Change changed(Fragment row) {
        return new Change(row.name(), row.scope());
    }

    @Override
    public Function<Record, Fragment> reading(ReadOps r) {
        return this::value;
    }

    @Override
    public CoppiceException notFound() {
        return WriteFaults.noFragment();
    }

    @Override
    public CoppiceException duplicate() {
        return WriteFaults.duplicateFragment();
    }

    Fragment value(Record row) {
        return new Fragment(
                row.get(table().id),
                row.get(table().name),
                new Scope(row.get(table().scopeType), row.get(table().scopeId)),
                Stored.document(row.get(table().value)).orElseThrow(),
                Stored.rank(row.get(table().rank)),
                Stored.stamp(row, table()));
    }
}
