package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Repository;
import dev.coppice.settings.SettingsStore;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The allow list over HTTP. */
final class EntryKind implements RowKind<AllowListEntry, NewEntry, EntryChange, EntryKind.Item, EntryKind.Patch> {
    /**
     * An entry to make.
     *
     * @param name the setting
     * @param scopeType the type of scope
     * @param rank a whole number or {@code next}; its scope's when null or left out
     */
    record Item(
            @Nullable String name,
            @Nullable String scopeType,
            @Nullable JsonNode rank) {}

    /**
     * Entries to make.
     *
     * @param items one for each
     */
    record Several(@Nullable List<Item> items) implements Items<Item> {}

    /**
     * Another rank.
     *
     * @param rank a whole number or {@code next}; null for its scope's
     */
    record Patch(@Nullable JsonNode rank) {}

    /**
     * Another rank for one of several.
     *
     * @param id whose
     * @param version the version it must have; any when left out
     * @param rank a whole number or {@code next}; null for its scope's
     */
    record Change(
            @Nullable UUID id,
            @Nullable Long version,
            @Nullable JsonNode rank) implements ChangeItem<Patch> {
        @Override
        public Patch patch() {
            return new Patch(rank);
        }
    }

    /**
     * Entries to change.
     *
     * @param items one for each
     */
    record Changes(@Nullable List<Change> items) implements Items<Change> {}

    @Override
    public String path() {
        return "allow-list";
    }

    @Override
    public String word() {
        return "entry";
    }

    @Override
    public Bodies<Item, Patch> bodies() {
        return new Bodies<>(Item.class, Several.class, Patch.class, Changes.class, EntryDocument.class);
    }

    @Override
    public Repository<AllowListEntry, NewEntry, EntryChange> in(SettingsStore store) {
        return store.allowList();
    }

    @Override
    public NewEntry wanted(Item body) {
        var rank = body.rank() == null ? Rank.inherited() : Incoming.rank(body.rank());
        return new NewEntry(
                Incoming.required(body.name(), "name"), Incoming.required(body.scopeType(), "scopeType"), rank);
    }

    @Override
    public @Nullable String name(Item body) {
        return body.name();
    }

    @Override
    public Object row(Item body) {
        return Arrays.asList(body.name(), body.scopeType());
    }

    @Override
    public EntryChange change(UUID id, OptionalLong version, Patch body) {
        if (body.rank() == null) {
            throw RequestFaults.invalid("It has no \"rank\"; null is the rank of the scope.");
        }
        return new EntryChange(id, Incoming.rank(body.rank()), version);
    }

    @Override
    public RowDocument document(AllowListEntry row) {
        return EntryDocument.of(row);
    }

    @Override
    public Hanging hanging(SettingsStore store, List<UUID> ids) {
        return Hanging.onEntries(store, ids);
    }
}
