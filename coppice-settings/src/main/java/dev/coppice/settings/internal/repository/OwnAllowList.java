package dev.coppice.settings.internal.repository;

import dev.coppice.settings.AllowList;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.NewEntry;

/** The allow list. */
final class OwnAllowList extends TableRepository<AllowListEntry, NewEntry, EntryChange> implements AllowList {
    OwnAllowList(Place place, EntrySort sort) {
        super(place, sort);
    }
}
