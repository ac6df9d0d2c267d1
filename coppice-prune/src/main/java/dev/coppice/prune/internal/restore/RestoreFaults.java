package dev.coppice.prune.internal.restore;

import dev.coppice.archive.Manifest;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestoreRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said when rows cannot be put back. */
final class RestoreFaults {
    private static final String NOTHING = "Nothing was changed.";

    private RestoreFaults() {}

    private static Fault notBegun(String reason, Kind kind, String archive) {
        return Fault.of("restore." + reason, kind)
                .refused("Archive " + archive + " was not restored.")
                .changed(NOTHING);
    }

    static Fault unknownTable(Manifest manifest, TableName table) {
        var known = manifest.tables().stream()
                .map(TargetTable::source)
                .map(TableName::toString)
                .sorted()
                .toList();
        return notBegun("unknown-table", Kind.USAGE, manifest.archive())
                .found("It has no rows of " + table + "; it has rows of " + String.join(", ", known) + ".")
                .next("Name one of those.");
    }

    static Fault sameName(Selection selection, TableName table) {
        return notBegun("same-name", Kind.USAGE, selection.archive())
                .found("Two of its tables would both go to " + table + ".")
                .next("Restore them one at a time, each into a schema of its own.");
    }

    static Fault campaignUnfinished(Selection selection, long campaign, String state) {
        return notBegun("campaign-unfinished", Kind.CONFLICT, selection.archive())
                .found("Campaign " + campaign + ", which fills it, is " + state + " and may delete more.")
                .next("Let it end, or run \"coppice campaign abort " + campaign + "\", and restore then.");
    }

    static Fault readOnly(Selection selection) {
        return notBegun("read-only", Kind.UNAVAILABLE, selection.archive())
                .found("The database takes no writes: it is a standby, or read-only by its settings.")
                .next("Restore into the primary.");
    }

    static Fault differs(Selection selection, List<String> lines) {
        return notBegun("shape-differs", Kind.REFUSED, selection.archive())
                .found("The tables are not as they were when the rows were archived:\n  " + String.join("\n  ", lines)
                        + "\n")
                .next("Restore into another schema, or change the tables back for as long as it takes.");
    }

    static Fault notPermitted(Selection selection, List<String> lines) {
        return notBegun("not-permitted", Kind.REFUSED, selection.archive())
                .found("The role may not do what it takes:\n  " + String.join("\n  ", lines) + "\n")
                .next("Grant what is named, or restore as another role.");
    }

    static CoppiceException condition(Selection selection, String reason, String found, String next) {
        return notBegun(reason, Kind.USAGE, selection.archive())
                .found(found)
                .next(next)
                .exception();
    }

    static Fault badKey(Selection selection, String found) {
        return notBegun("bad-key", Kind.USAGE, selection.archive())
                .found(found)
                .next("Give the values of the primary key as PostgreSQL writes them, in the key's order.");
    }

    static Fault running(String archive, Optional<String> owner) {
        return Fault.of("restore.running", Kind.CONFLICT)
                .refused("Archive " + archive + " was not restored by this process.")
                .found("A restore of it is at work"
                        + owner.map(name -> " in process " + name).orElse("") + ".")
                .changed(NOTHING)
                .next("Let it end.");
    }

    static Fault repeated(Selection selection, long restore, TableName table) {
        return notBegun("repeated", Kind.CONFLICT, selection.archive())
                .found("Restore " + restore + " has put rows of it back into " + table
                        + ", which has no unique constraint: they would be there twice.")
                .next(
                        "Restore the other tables by name. If rows of this one are gone again, say which by a condition.");
    }

    static Fault notFound(long id) {
        return Fault.of("restore.not-found", Kind.NOT_FOUND)
                .refused("Restore " + id + " was not changed.")
                .found("There is no restore of this number.")
                .changed(NOTHING)
                .next("Look at the list of restores for the numbers.");
    }

    static Fault wrongState(RestoreRecord restore) {
        return Fault.of("restore.wrong-state", Kind.CONFLICT)
                .refused("Restore " + restore.id() + " was not given up.")
                .found("It is " + restore.state() + ": " + restore.state().sentence() + ".")
                .changed(NOTHING)
                .next("Nothing needs to be done.");
    }

    /** A stop at a chunk; {@code done} says how many are restored before it. */
    static Fault stopped(String code, Kind kind, Stand stand) {
        return Fault.of(code, kind)
                .refused("Chunk " + stand.chunk() + " of archive " + stand.archive() + " was not restored.")
                .changed(changed(stand))
                .leaving(stand.done() > 0 ? Effect.COMMITTED : Effect.NONE, Retry.AFTER_FIX);
    }

    private static String changed(Stand stand) {
        return stand.done() == 0
                ? "Nothing was restored yet."
                : "Restore " + stand.restore() + " has put back " + stand.rows() + " rows of " + stand.done() + " of "
                        + stand.chunks() + " chunks; they stay.";
    }

    static Fault conflict(Stand stand, List<RestoreConflict> conflicts) {
        var told = conflicts.stream()
                .map(conflict -> "\n  " + conflict.rows() + " of " + conflict.table() + ": " + conflict.constraint())
                .collect(Collectors.joining());
        return stopped("restore.conflict", Kind.CONFLICT, stand)
                .found("Rows are in the way of what would be put back:" + told + "\n")
                .next("Restore the same again with the conflict rule skip, to leave those out, or replace, to give them"
                        + " their old values; it goes on from this chunk.");
    }

    static Fault parentMissing(Stand stand, String child, String constraint, Optional<TableName> parent) {
        return stopped("restore.parent-missing", Kind.REFUSED, stand)
                .found("Rows of " + child + " refer to rows"
                        + parent.map(table -> " of " + table).orElse("") + " that are not there (" + constraint + ").")
                .next("Restore " + parent.map(table -> "table " + table).orElse("the table it refers to")
                        + " first, or both together.");
    }

    static Fault partitionMissing(Stand stand, String table, List<String> statements) {
        return stopped("restore.partition-missing", Kind.REFUSED, stand)
                .found("No partition of " + table + " takes some of its rows.")
                .next(
                        statements.isEmpty()
                                ? "Create the partition, or restore into another schema; then restore the same again."
                                : "Create what the campaign dropped, and restore the same again; it goes on from this chunk:\n  "
                                        + String.join("\n", statements).replace("\n", "\n  ") + "\n");
    }

    static Fault suppressed(Stand stand, TableName table, long expected, long found) {
        return stopped("restore.rows-suppressed", Kind.REFUSED, stand)
                .found("Of " + expected + " rows, " + found + " arrived in " + table
                        + "; a trigger or rule keeps the others out.")
                .next("Disable it for as long as it takes, or restore into another schema.");
    }

    static Fault refused(Stand stand, String state, Optional<String> constraint) {
        return stopped("restore.refused", Kind.REFUSED, stand)
                .found("The database refused its rows with SQLSTATE " + state
                        + constraint.map(name -> ", constraint " + name).orElse("") + ".")
                .next("Mend what refuses them; the log has the details at level DEBUG of dev.coppice.ops.");
    }

    static Fault frozenOrUnreadable(Stand stand, Fault why) {
        return stopped(why.code(), why.kind(), stand)
                .found(why.refused() + " " + why.found())
                .next(why.next());
    }

    static Fault locked(Stand stand) {
        return stopped("restore.locked", Kind.CONFLICT, stand)
                .found("Rows or tables it needs were locked by other sessions, again and again.")
                .next("Restore the same again when they are free; it goes on from this chunk.")
                .leaving(stand.done() > 0 ? Effect.COMMITTED : Effect.NONE, Retry.SAFE);
    }

    static Fault takenOver(Stand stand) {
        return stopped("restore.taken-over", Kind.CONFLICT, stand)
                .found("Another process has taken this restore over.")
                .next("Let that one end.");
    }

    static Fault lost(Stand stand) {
        return stopped("restore.database-lost", Kind.UNAVAILABLE, stand)
                .found("The connection was lost, and could not be had again.")
                .next("Restore the same again once the database answers; it goes on from its last commit.")
                .leaving(stand.done() > 0 ? Effect.COMMITTED : Effect.NONE, Retry.SAFE);
    }

    /** When the database could not be used before a chunk was begun. */
    static Fault unavailable(String state, boolean lost) {
        return Fault.of(lost ? "restore.database-lost" : "restore.refused", lost ? Kind.UNAVAILABLE : Kind.FAILED)
                .refused("The call was not carried out.")
                .found(
                        lost
                                ? "The database was out of reach, or the connection was lost."
                                : "The database refused a statement with SQLSTATE " + state + ".")
                .changed("What was committed stays; the same restore goes on from there.")
                .next(
                        lost
                                ? "The same call may be made again."
                                : "The log has the details at level DEBUG of dev.coppice.ops.")
                .leaving(Effect.COMMITTED, lost ? Retry.SAFE : Retry.AFTER_FIX);
    }

    /**
     * Where a restore stood when it stopped.
     *
     * @param restore its number
     * @param archive the archive
     * @param chunk the chunk that was not restored
     * @param done how many chunks are restored
     * @param chunks how many there are
     * @param rows how many rows were put back
     */
    record Stand(long restore, String archive, long chunk, int done, int chunks, long rows) {}
}
