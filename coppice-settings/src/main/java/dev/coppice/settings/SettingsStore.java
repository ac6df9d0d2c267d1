package dev.coppice.settings;

/** What may be done with settings in one place: a data source, or the caller's transaction. */
public interface SettingsStore {
    /** The scope types. */
    Scopes scopes();

    /** The settings there are. */
    Definitions definitions();

    /** At which scopes they may be set. */
    AllowList allowList();

    /** What scopes say of them. */
    Fragments fragments();
}
