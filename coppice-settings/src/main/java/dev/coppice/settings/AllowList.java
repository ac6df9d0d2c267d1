package dev.coppice.settings;

/**
 * At which scopes a setting may be set. Purging an entry takes its fragments along. Whoever sets a rank holds the
 * definition's row, so that {@link Rank#next} is decided one after another.
 *
 * <p>A setting that is not defined is {@link DefinitionNotFound}, a scope type that is not there {@code settings.unknown-scope},
 * an entry that is there {@code settings.duplicate}.
 */
public interface AllowList extends Repository<AllowListEntry, NewEntry, EntryChange> {}
