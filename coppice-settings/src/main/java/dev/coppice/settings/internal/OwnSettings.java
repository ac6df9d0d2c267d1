package dev.coppice.settings.internal;

import dev.coppice.settings.AllowList;
import dev.coppice.settings.Definitions;
import dev.coppice.settings.Fragments;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Scopes;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.read.MergedReads;
import java.util.List;

/** Settings of a data source: its repositories and its merged reads. */
public record OwnSettings(SettingsStore store, MergedReads reads) implements Settings {
    @Override
    public Scopes scopes() {
        return store.scopes();
    }

    @Override
    public Definitions definitions() {
        return store.definitions();
    }

    @Override
    public AllowList allowList() {
        return store.allowList();
    }

    @Override
    public Fragments fragments() {
        return store.fragments();
    }

    @Override
    public MergedSettings read(Viewer viewer, List<String> names) {
        return reads.read(viewer, names);
    }

    @Override
    public void refresh() {
        reads.refresh();
    }

    @Override
    public Settings start() {
        reads.start();
        return this;
    }

    @Override
    public void close() {
        reads.close();
    }
}
