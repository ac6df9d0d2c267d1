package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.Repository;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Definitions over HTTP. */
final class DefinitionKind
        implements RowKind<Definition, NewDefinition, DefinitionChange, DefinitionKind.Item, DefinitionKind.Patch> {
    /**
     * A definition to make.
     *
     * @param name the setting
     * @param schema the JSON Schema of its values; none when left out
     */
    record Item(@Nullable String name, @Nullable JsonNode schema) {}

    /**
     * Definitions to make.
     *
     * @param items one for each
     */
    record Several(@Nullable List<Item> items) implements Items<Item> {}

    /**
     * Another schema.
     *
     * @param schema the JSON Schema from now on; null for none
     */
    record Patch(@Nullable JsonNode schema) {}

    /**
     * Another schema for one of several.
     *
     * @param id whose
     * @param version the version it must have; any when left out
     * @param schema the JSON Schema from now on; null for none
     */
    record Change(
            @Nullable UUID id,
            @Nullable Long version,
            @Nullable JsonNode schema) implements ChangeItem<Patch> {
        @Override
        public Patch patch() {
            return new Patch(schema);
        }
    }

    /**
     * Definitions to change.
     *
     * @param items one for each
     */
    record Changes(@Nullable List<Change> items) implements Items<Change> {}

    @Override
    public String path() {
        return "definitions";
    }

    @Override
    public String word() {
        return "definition";
    }

    @Override
    public Bodies<Item, Patch> bodies() {
        return new Bodies<>(Item.class, Several.class, Patch.class, Changes.class, DefinitionDocument.class);
    }

    @Override
    public Repository<Definition, NewDefinition, DefinitionChange> in(SettingsStore store) {
        return store.definitions();
    }

    @Override
    public NewDefinition wanted(Item body) {
        return new NewDefinition(Incoming.required(body.name(), "name"), schema(body.schema()));
    }

    @Override
    public @Nullable String name(Item body) {
        return body.name();
    }

    @Override
    public @Nullable Object row(Item body) {
        return body.name();
    }

    @Override
    public DefinitionChange change(UUID id, OptionalLong version, Patch body) {
        if (body.schema() == null) {
            throw RequestFaults.invalid("It has no \"schema\"; null takes it away.");
        }
        return new DefinitionChange(id, schema(body.schema()), version);
    }

    @Override
    public RowDocument document(Definition row) {
        return DefinitionDocument.of(row);
    }

    @Override
    public Hanging hanging(SettingsStore store, List<UUID> ids) {
        return Hanging.onDefinitions(store, ids);
    }

    private static Optional<Document> schema(@Nullable JsonNode node) {
        return node == null || node.isNull() ? Optional.empty() : Optional.of(Incoming.document(node, "schema"));
    }
}
