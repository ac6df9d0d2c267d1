package dev.coppice.cli.internal.settings;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Total;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.EntryNotFound;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentNotFound;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.SettingFields;
import dev.coppice.settings.SettingsStore;
import java.util.List;

/** What a command names, looked up in its transaction. */
record Found(SettingsStore store) {
    private static final PageRequest COUNTED = PageRequest.first(1).withTotal();

    Definition definition(String name) {
        return store.definitions().named(name).orElseThrow(Found::noDefinition);
    }

    AllowListEntry entry(String name, String scopeType) {
        return store.allowList().search(at(name, scopeType), PageRequest.first(1)).items().stream()
                .findFirst()
                .orElseThrow(Found::noEntry);
    }

    Fragment fragment(String name, Scope scope) {
        return store.fragments().byNames(scope, List.of(name)).getFirst().orElseThrow(Found::noFragment);
    }

    static DefinitionNotFound noDefinition() {
        return new DefinitionNotFound(missing("definition", "No setting of this name is defined.", "definitions"));
    }

    static EntryNotFound noEntry() {
        return new EntryNotFound(missing("entry", "The setting is not allowed at this type of scope.", "allow-list"));
    }

    static FragmentNotFound noFragment() {
        return new FragmentNotFound(missing("fragment", "The scope says nothing of this setting.", "fragments"));
    }

    private static Fault missing(String word, String found, String list) {
        return Fault.of("settings." + word + "-not-found", Fault.Kind.NOT_FOUND)
                .refused("The command was not carried out.")
                .found(found)
                .changed("Nothing was changed.")
                .next("See \"coppice settings " + list + "\".");
    }

    /** How many entries a setting has. */
    long entries(String name) {
        return total(store.allowList().search(Search.everything().names(List.of(name)), COUNTED));
    }

    /** How many fragments a setting has. */
    long fragments(String name) {
        return total(store.fragments().search(Search.everything().names(List.of(name)), COUNTED));
    }

    /** How many fragments a setting has at the scopes of one type. */
    long fragments(String name, String scopeType) {
        return total(store.fragments().search(at(name, scopeType), COUNTED));
    }

    private static Search at(String name, String scopeType) {
        return Search.everything()
                .names(List.of(name))
                .filter(Filter.of(SettingFields.SCOPE_TYPE).eq(scopeType));
    }

    private static long total(SearchPage<?> page) {
        return page.total() instanceof Total.Exactly exactly
                ? exactly.rows()
                : page.items().size();
    }
}
