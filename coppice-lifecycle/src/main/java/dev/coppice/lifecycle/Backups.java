package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Backups of resources: made, checked, handed out, put back, expired. Safe for any thread. Every call takes connections of its
 * own; what changes something enters the audit trail.
 */
public interface Backups {
    /** A backup by its number. */
    Optional<Backup> find(long id);

    /** The backups of a resource, newest first, those it lies in as a child too; also after it is gone. */
    List<Backup> list(ResourceId resource);

    /** One page of all, newest first. */
    Page<Backup> list(BackupQuery query);

    /** How many of those that can be read are over on each day, by UTC; days without any are left out. */
    SortedMap<LocalDate, Long> expiries(LocalDate from, LocalDate until);

    /**
     * Backs up a living resource with its children, from one snapshot, and verifies it.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}, {@code resource.not-found}, {@code backup.not-declared},
     *     {@code backup.resource-leaving}, {@code backup.…}, {@code archive.…}
     */
    Backup create(ResourceId resource, Act act);

    /**
     * Reads every byte of a backup and compares it with its manifest; what came of it enters the audit trail.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.not-found}, {@code backup.expired}
     */
    BackupCheck verify(long id, Act act);

    /**
     * Restores a backup into scratch schemas, compares every table and object list with what was saved, and removes them
     * again.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #verify}
     */
    BackupCheck drill(long id, Act act);

    /**
     * Writes a backup as one zip file, readable with any zstd and CSV tool, and enters the download in the audit trail.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #verify}
     */
    void download(long id, OutputStream out, Act act);

    /**
     * What {@link #restore} would do now. Changes nothing, and does not read every byte: {@link #verify} does.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.not-found}, {@code kind.unknown}
     */
    RestorePlan planRestore(long id);

    /**
     * Brings the whole resource and its children back, as they were when it was taken: all or nothing in the database, and
     * objects before the rows that index them. What is there already, equal, is left; what is there and differs refuses it. Of a
     * teardown for which several backups were taken, all are used, with those of what was left over from it. A resource whose end has come is held, since it would be torn
     * down again: the hold has the origin {@code restore}, and stays until a person releases it.
     *
     * @return how much was restored, by store, and what a person should know
     * @throws dev.coppice.ops.CoppiceException as {@link #verify}, {@code backup.resource-alive}, {@code backup.residual},
     *     {@code backup.step-missing}, {@code backup.too-many-tables}, {@code backup.conflict}
     */
    Restored restore(long id, Act act);

    /** What a call of {@link #expire} would remove now, held and unheld. */
    List<Backup> expiring(Optional<String> kind);

    /**
     * Removes backups whose time is over: objects first, then the row is marked. Those of held resources stay, and so do those
     * that a teardown under way destroys behind; all backups of one teardown are kept as long as its last. A hold on what a
     * resource belongs to binds too. What a process that ended has left half written goes as well.
     *
     * @return how many went
     */
    int expire(Optional<String> kind, Act act);

    /** Objects in the store of a kind that no row knows. Nothing is removed. */
    List<String> orphans(String kind);
}
