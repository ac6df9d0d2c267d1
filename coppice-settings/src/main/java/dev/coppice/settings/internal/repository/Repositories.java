package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Ops;
import dev.coppice.settings.AllowList;
import dev.coppice.settings.Definitions;
import dev.coppice.settings.Fragments;
import dev.coppice.settings.Scopes;
import dev.coppice.settings.SettingsStore;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.List;
import java.util.function.Consumer;

/** Makes the repositories of one place. */
public final class Repositories {
    private Repositories() {}

    /** Repositories in a schema; {@code written} is told what each write has changed. */
    public static SettingsStore on(Ops ops, String schema, Consumer<List<Change>> written) {
        var tables = SettingsTables.in(schema);
        var place = new Place(ops, tables, written);
        return new Store(
                new OwnScopes(place),
                new OwnDefinitions(place, new DefinitionSort(tables.definition())),
                new OwnAllowList(place, new EntrySort(tables)),
                new OwnFragments(place, new FragmentSort(tables)));
    }

    private record Store(Scopes scopes, Definitions definitions, AllowList allowList, Fragments fragments)
            implements SettingsStore {}
}
