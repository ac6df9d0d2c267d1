package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Gate;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.DefinitionTable;
import dev.coppice.settings.internal.scope.SettingNames;
import dev.coppice.settings.internal.value.JsonSchemas;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.TableField;

/** Definitions, which hang on nothing. */
record DefinitionSort(DefinitionTable table)
        implements RowSort<Definition, NewDefinition, DefinitionChange>,
                Sheet<Definition, NewDefinition, DefinitionChange> {
    @Override
    public List<TableField<Record, String>> keyColumns() {
        return List.of(table.name);
    }

    @Override
    public void check(NewDefinition wanted) {
        SettingNames.require(wanted.name());
        wanted.schema().ifPresent(JsonSchemas::compile);
    }

    @Override
    public void checkChange(DefinitionChange change) {
        change.schema().ifPresent(JsonSchemas::compile);
    }

    @Override
    public Purge target(DefinitionChange change) {
        return new Purge(change.id(), change.version());
    }

    @Override
    public Optional<Rank> rank(NewDefinition wanted) {
        return Optional.empty();
    }

    @Override
    public Optional<Rank> rankOf(DefinitionChange change) {
        return Optional.empty();
    }

    @Override
    public DefinitionSort sheet(WriteOps w) {
        return this;
    }

    @Override
    public Change changed(Definition row) {
        return Change.ofName(row.name());
    }

    @Override
    public Function<Record, Definition> reading(ReadOps r) {
        return this::value;
    }

    @Override
    public CoppiceException notFound() {
        return WriteFaults.noDefinition();
    }

    @Override
    public CoppiceException duplicate() {
        return WriteFaults.duplicateDefinition();
    }

    @Override
    public RowKey key(NewDefinition wanted) {
        return new RowKey(wanted.name(), "", "");
    }

    @Override
    public void lock(Collection<RowKey> keys, Need need) {}

    @Override
    public List<Cell<?>> made(RowKey key, NewDefinition wanted) {
        return schema(wanted.schema());
    }

    @Override
    public List<Cell<?>> changed(RowKey key, DefinitionChange change, Record row) {
        return schema(change.schema());
    }

    @Override
    public boolean mustWait(RowKey key, Rank rank) {
        return false;
    }

    @Override
    public void written() {}

    @Override
    public Optional<Gate> gate(RowKey key) {
        return Optional.empty();
    }

    @Override
    public Definition value(Record row) {
        return new Definition(
                row.get(table.id),
                row.get(table.name),
                Stored.document(row.get(table.jsonSchema)),
                Stored.stamp(row, table));
    }

    private List<Cell<?>> schema(Optional<Document> schema) {
        return List.of(new Cell<>(
                table.jsonSchema, schema.map(Document::json).map(JSONB::jsonb).orElse(null)));
    }
}
