package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Document;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Repository;
import dev.coppice.settings.SettingsStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Fragments over HTTP, as administrators write them: of any scope, with a rank of their choice. */
final class FragmentKind
        implements RowKind<Fragment, NewFragment, FragmentChange, FragmentKind.Item, FragmentKind.Patch> {
    /**
     * A fragment to make.
     *
     * @param name the setting
     * @param scope whose it is
     * @param value what it says
     * @param rank a whole number or {@code next}, null for its entry's; left as it is when left out
     * @param version the version a stored one must have; any, also none, when left out
     */
    record Item(
            @Nullable String name,
            @Nullable ScopeBody scope,
            @Nullable JsonNode value,
            @Nullable JsonNode rank,
            @Nullable Long version) {}

    /**
     * Fragments to make.
     *
     * @param items one for each
     */
    record Several(@Nullable List<Item> items) implements Items<Item> {}

    /**
     * Another value or rank.
     *
     * @param value what it says from now on; left as it is when left out
     * @param rank a whole number or {@code next}, null for its entry's; left as it is when left out
     */
    record Patch(@Nullable JsonNode value, @Nullable JsonNode rank) {}

    /**
     * Another value or rank for one of several.
     *
     * @param id whose
     * @param version the version it must have; any when left out
     * @param value what it says from now on; left as it is when left out
     * @param rank a whole number or {@code next}, null for its entry's; left as it is when left out
     */
    record Change(
            @Nullable UUID id,
            @Nullable Long version,
            @Nullable JsonNode value,
            @Nullable JsonNode rank) implements ChangeItem<Patch> {
        @Override
        public Patch patch() {
            return new Patch(value, rank);
        }
    }

    /**
     * Fragments to change.
     *
     * @param items one for each
     */
    record Changes(@Nullable List<Change> items) implements Items<Change> {}

    @Override
    public String path() {
        return "fragments";
    }

    @Override
    public String word() {
        return "fragment";
    }

    @Override
    public Bodies<Item, Patch> bodies() {
        return new Bodies<>(Item.class, Several.class, Patch.class, Changes.class, FragmentDocument.class);
    }

    @Override
    public Repository<Fragment, NewFragment, FragmentChange> in(SettingsStore store) {
        return store.fragments();
    }

    @Override
    public NewFragment wanted(Item body) {
        return new NewFragment(
                Incoming.required(body.name(), "name"),
                Incoming.required(body.scope(), "scope").scope(),
                Incoming.document(body.value(), "value"),
                rank(body.rank()),
                Incoming.version(body.version()),
                Optional.empty());
    }

    @Override
    public NewFragment made(Item body) {
        if (body.version() != null) {
            throw RequestFaults.invalid("It has a \"version\", and what is made has none before.");
        }
        return wanted(body);
    }

    @Override
    public @Nullable String name(Item body) {
        return body.name();
    }

    @Override
    public Object row(Item body) {
        return Arrays.asList(body.name(), body.scope());
    }

    @Override
    public FragmentChange change(UUID id, OptionalLong version, Patch body) {
        if (body.value() == null && body.rank() == null) {
            throw RequestFaults.invalid("It has neither \"value\" nor \"rank\", so there is nothing to do.");
        }
        return new FragmentChange(id, value(body.value()), rank(body.rank()), version, Optional.empty());
    }

    @Override
    public RowDocument document(Fragment row) {
        return FragmentDocument.of(row);
    }

    @Override
    public Hanging hanging(SettingsStore store, List<UUID> ids) {
        return Hanging.nothing();
    }

    private static Optional<Document> value(@Nullable JsonNode node) {
        return node == null ? Optional.empty() : Optional.of(Incoming.document(node, "value"));
    }

    private static Optional<Rank> rank(@Nullable JsonNode node) {
        return node == null ? Optional.empty() : Optional.of(Incoming.rank(node));
    }
}
