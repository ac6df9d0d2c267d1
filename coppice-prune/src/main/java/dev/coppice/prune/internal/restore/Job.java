package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchiveReader;

/**
 * What a process needs to work on a restore.
 *
 * @param database where
 * @param archive what is read
 * @param selection what is wanted of it
 * @param targets where it goes
 * @param hooks what tests replace
 */
record Job(Database database, ArchiveReader archive, Selection selection, Targets targets, Hooks hooks) {}
