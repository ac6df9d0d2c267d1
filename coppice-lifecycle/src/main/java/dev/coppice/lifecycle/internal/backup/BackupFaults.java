package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;

/** What is said when a backup cannot be made, read, restored or removed. */
final class BackupFaults {
    /** What becomes of a backup that is not completed. */
    static final String HALF_WRITTEN = "What was written of the backup counts for nothing, and is removed.";

    /** What becomes of a restore that failed on its way. */
    static final String ROLLED_BACK =
            "Nothing was changed in the database; objects that were put back stay, and are found there by the next try.";

    private static final String NOTHING = "Nothing was changed.";

    private BackupFaults() {}

    static CoppiceException notDeclared(ResourceId resource) {
        return Fault.of("backup.not-declared", Kind.REFUSED)
                .refused("No backup of " + resource + " was made.")
                .found("Its kind does not say where backups go.")
                .changed(NOTHING)
                .next("Declare backup for the kind, with to and hosting.")
                .exception();
    }

    /** Nothing was written yet: what is declared cannot take a backup. */
    static CoppiceException notKept(ResourceId resource, CoppiceException unusable) {
        return Fault.of(unusable.code(), Kind.REFUSED)
                .refused("No backup of " + resource + " was made.")
                .found(unusable.fault().found())
                .changed(NOTHING)
                .next(unusable.fault().next())
                .exception(unusable);
    }

    static CoppiceException notFound(long id) {
        return Fault.of("backup.not-found", Kind.NOT_FOUND)
                .refused("Backup " + id + " was not opened.")
                .found("There is no backup of this number.")
                .changed(NOTHING)
                .next("Run \"coppice backup list KIND ID\" for the backups of a resource.")
                .exception();
    }

    static CoppiceException expired(long id) {
        return Fault.of("backup.expired", Kind.REFUSED)
                .refused("Backup " + id + " was not opened.")
                .found("Its time is over, and what it held was removed.")
                .changed(NOTHING)
                .next("Use another backup of the resource, if there is one.")
                .exception();
    }

    static CoppiceException notCompleted(long id, String state) {
        return Fault.of("backup.not-completed", Kind.REFUSED)
                .refused("Backup " + id + " was not opened.")
                .found("Its state is " + state + ", so it does not hold everything.")
                .changed(NOTHING)
                .next("Use another backup of the resource, or wait until this one is completed.")
                .exception();
    }

    static CoppiceException residual(Backup leftOver, Optional<Entry> whole) {
        return Fault.of("backup.residual", Kind.REFUSED)
                .refused("Backup " + leftOver.id() + " was not restored.")
                .found("It holds what was left over of " + leftOver.resource()
                        + " after its teardown, and not the whole.")
                .changed(NOTHING)
                .next(whole.map(entry -> "Restore backup " + entry.backup().id() + ", which takes it along.")
                        .orElse("There is no backup of the teardown itself: download it."))
                .exception();
    }

    static CoppiceException tooManyTables(String refused, long locks, long setting, long wanted) {
        return Fault.of("backup.too-many-tables", Kind.REFUSED)
                .refused(refused)
                .found("To put it back, one transaction locks " + locks
                        + " tables, indexes and the like, and the server has no room for them: its"
                        + " max_locks_per_transaction is " + setting + ".")
                .changed(NOTHING)
                .next("Set max_locks_per_transaction to " + wanted + " or more, restart the server, and try again.")
                .exception();
    }

    static CoppiceException noStep(long id, String parts) {
        return Fault.of("backup.step-missing", Kind.REFUSED)
                .refused("Backup " + id + " was not restored.")
                .found("No step of today, of the same name and type, takes back what these have saved: " + parts + ".")
                .changed(NOTHING)
                .next("Declare these steps again as they were, and try again.")
                .exception();
    }

    static CoppiceException deferred(long id, SQLException cause) {
        return database(cause)
                .refused("Backup " + id + " was not restored.")
                .changed(ROLLED_BACK)
                .found("A constraint or trigger that waits until all is back failed: " + clause(cause) + ".")
                .exception(cause);
    }

    static CoppiceException columnsGone(long id, TableName table, List<String> columns) {
        return tableChanged(id)
                .found("The backup has columns that " + table + " has no more: " + String.join(", ", columns) + ".")
                .changed(NOTHING)
                .next("Add them again, with the types they had, and try again; or download the backup.")
                .exception();
    }

    static CoppiceException columnsUnfilled(long id, TableName table, List<String> columns) {
        return tableChanged(id)
                .found("Since it was taken, " + table + " has got columns that take no null and have no default: "
                        + String.join(", ", columns) + ".")
                .changed(NOTHING)
                .next("Give each a default for the rows that come back, by ALTER TABLE " + table
                        + " ALTER COLUMN … SET DEFAULT …, and try again; it can be dropped afterwards.")
                .exception();
    }

    private static Fault tableChanged(long id) {
        return Fault.of("backup.table-changed", Kind.REFUSED).refused("Backup " + id + " was not restored.");
    }

    static CoppiceException unknownKind(String kind) {
        return Fault.of("kind.unknown", Kind.NOT_FOUND)
                .refused("The kind " + kind + " was not used.")
                .found("No kind of this name is declared.")
                .changed(NOTHING)
                .next("Name one of the kinds that are declared.")
                .exception();
    }

    static CoppiceException noResource(ResourceId resource) {
        return Fault.of("resource.not-found", Kind.NOT_FOUND)
                .refused("Nothing was done with " + resource + ".")
                .found("Its table has no such row.")
                .changed(NOTHING)
                .next("Look for it with \"coppice resource list --kind " + resource.kind() + "\".")
                .exception();
    }

    static CoppiceException notLiving(ResourceId resource, ResourceState state) {
        return Fault.of("backup.resource-leaving", Kind.REFUSED)
                .refused("No backup of " + resource + " was begun.")
                .found("It is " + state.stored() + ", and only what is active or suspended is backed up by itself.")
                .changed(NOTHING)
                .next("Its teardown takes a backup of its own: see \"coppice backup list\".")
                .exception();
    }

    static CoppiceException busy(ResourceId resource) {
        return busy("No backup of " + resource + " was begun.", "Another process is making one at this moment.");
    }

    static CoppiceException held(long id) {
        return busy("Backup " + id + " was not used.", "Another process is removing it, or putting it back.");
    }

    private static CoppiceException busy(String refused, String found) {
        return Fault.of("backup.busy", Kind.CONFLICT)
                .refused(refused)
                .found(found)
                .changed(NOTHING)
                .next("Wait until it has ended, and try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException overtaken(long id) {
        return Fault.of("backup.overtaken", Kind.CONFLICT)
                .refused("Backup " + id + " was not completed.")
                .found("Another process took it for dead, and dropped it.")
                .changed("What it held is removed, or found as an orphan.")
                .next("Try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException damaged(long id, String found) {
        return Fault.of("backup.damaged", Kind.FAILED)
                .refused("Backup " + id + " was not used.")
                .found(found)
                .changed(NOTHING)
                .next("Make another backup while the resource is there; look at the store.")
                .exception();
    }

    static CoppiceException inconsistent(String table, long counted, long copied) {
        return Fault.of("backup.inconsistent", Kind.FAILED)
                .refused("The backup was not completed.")
                .found("Of " + table + ", " + counted + " rows were counted and " + copied
                        + " were copied in one snapshot.")
                .changed("What was written is removed.")
                .next("Try again; if it stays so, look for a function with side effects in the query.")
                .exception();
    }

    static CoppiceException alive(long id, ResourceId resource, String found) {
        return Fault.of("backup.resource-alive", Kind.REFUSED)
                .refused("Backup " + id + " was not restored.")
                .found(resource + " " + found + ".")
                .changed(NOTHING)
                .next("Only what was torn down, to its end, can be restored.")
                .exception();
    }

    static CoppiceException rowGone(long id, ResourceId resource) {
        return Fault.of("resource.not-found", Kind.NOT_FOUND)
                .refused("Backup " + id + " was not restored.")
                .found("The table of " + resource
                        + " has no row of it, and a backup brings back only what belongs to one.")
                .changed(NOTHING)
                .next("Enter its row again with the status of what is deprovisioned, and restore then.")
                .exception();
    }

    static CoppiceException mayNotHold(long id, ResourceId resource) {
        return Fault.of("backup.hold-not-permitted", Kind.REFUSED)
                .refused("Backup " + id + " was not restored.")
                .found("The end of " + resource
                        + " has come, so it would be torn down again, and this role may not place a hold on it.")
                .changed(NOTHING)
                .next("Restore it with the rights of coppice_owner, or give the resource another end first.")
                .exception();
    }

    static CoppiceException store(String refused, Exception cause) {
        var found = cause instanceof StoreException ? cause.getMessage() : "it failed";
        return store(refused, "The store says: " + found + ".").exception(cause);
    }

    static CoppiceException unanswered(long id, String found) {
        return store("Backup " + id + " was not read to its end.", found).exception();
    }

    private static Fault store(String refused, String found) {
        return Fault.of("backup.store-unusable", Kind.UNAVAILABLE)
                .refused(refused)
                .found(found)
                .changed(NOTHING)
                .next("Look at the store and the rights on it, and try again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    static CoppiceException noKey(String kind, Path file) {
        return Fault.of("backup.key-missing", Kind.UNAVAILABLE)
                .refused("No backup of the kind " + kind + " is made.")
                .found("The key in " + file + ", which encrypts them, is not there or cannot be read.")
                .changed(NOTHING)
                .next("Put the key there, with mode 600.")
                .exception();
    }

    static CoppiceException hosting(String kind, String found) {
        return Fault.of("backup.hosting-exceeds-store", Kind.CONFLICT)
                .refused("Resources of the kind " + kind + " are not taken on.")
                .found(found)
                .changed(NOTHING)
                .next("Shorten hosting, or lengthen the store's own rule and store-keeps with it.")
                .exception();
    }

    static CoppiceException notExpired(int left, CoppiceException first) {
        return Fault.of("backup.not-expired", Kind.UNAVAILABLE)
                .refused(left + " backups whose time is over were not removed.")
                .found(first.fault().found())
                .changed("The others are removed; these stay as they are and are tried again by the next look.")
                .next("Look at the store and the rights on it.")
                .leaving(Effect.COMMITTED, Retry.SAFE)
                .exception(first);
    }

    /** A step of a backup or of a restore failed. */
    static CoppiceException step(String what, String changed, String step, String resource, Exception cause) {
        return database(cause)
                .refused(what)
                .changed(changed)
                .found("Step " + step + " of " + resource + " failed: " + clause(cause) + ".")
                .exception(cause);
    }

    /** A statement of the register failed while a backup was made. */
    static CoppiceException register(Exception cause) {
        return database(cause)
                .refused("The register of backups was not read or written.")
                .changed(HALF_WRITTEN)
                .found("It failed: " + clause(cause) + ".")
                .exception(cause);
    }

    private static Fault database(Exception cause) {
        var lost = state(cause).startsWith("08") || state(cause).startsWith("57P");
        return Fault.of(lost ? "backup.connection-lost" : "backup.failed", lost ? Kind.UNAVAILABLE : Kind.FAILED)
                .next(lost ? "Try again." : "The log has the details at level DEBUG of dev.coppice.lifecycle.")
                .leaving(Effect.NONE, lost ? Retry.SAFE : Retry.AFTER_FIX);
    }

    static String clause(Exception cause) {
        if (state(cause).equals("53200")) {
            return "the lock table of the server is full, see its setting max_locks_per_transaction";
        }
        if (state(cause).equals("42704")) {
            return "a name is not there, such as a role or a type (SQLSTATE 42704)";
        }
        return state(cause).isEmpty()
                ? "an error of " + cause.getClass().getSimpleName()
                : "the database refused a statement with SQLSTATE " + state(cause);
    }

    private static String state(Throwable cause) {
        var state = switch (cause) {
            case SQLException refused -> refused.getSQLState();
            case DataAccessException refused -> refused.sqlState();
            default -> null;
        };
        return state == null ? "" : state;
    }
}
