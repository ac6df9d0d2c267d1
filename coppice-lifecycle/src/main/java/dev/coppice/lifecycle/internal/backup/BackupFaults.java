package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jooq.exception.DataAccessException;

/** What is said when a backup cannot be made, read, restored or removed. */
final class BackupFaults {
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

    static CoppiceException notFound(long id) {
        return Fault.of("backup.not-found", Kind.NOT_FOUND)
                .refused("Backup " + id + " was not opened.")
                .found("There is no backup of this number.")
                .changed(NOTHING)
                .next("Run \"coppice backup list\" for the backups of a resource.")
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
                .next("Look for it with \"coppice resource list\".")
                .exception();
    }

    static CoppiceException busy(ResourceId resource) {
        return Fault.of("backup.busy", Kind.CONFLICT)
                .refused("No backup of " + resource + " was begun.")
                .found("Another process is making one at this moment.")
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

    static CoppiceException held(long id) {
        return Fault.of("backup.busy", Kind.CONFLICT)
                .refused("Backup " + id + " was not used.")
                .found("Another process is removing it, or putting it back.")
                .changed(NOTHING)
                .next("Wait until it has ended, and try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException store(String refused, Exception cause) {
        return Fault.of("backup.store-unusable", Kind.UNAVAILABLE)
                .refused(refused)
                .found("The store says: " + (cause instanceof StoreException ? cause.getMessage() : "it failed") + ".")
                .changed(NOTHING)
                .next("Look at the store and the rights on it, and try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
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
        return Fault.of("backup.hosting-exceeds-store", Kind.USAGE)
                .refused("No backup of the kind " + kind + " is made.")
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
    static CoppiceException step(String what, String step, String resource, Exception cause) {
        return database(cause)
                .refused(what)
                .found("Step " + step + " of " + resource + " failed: " + clause(cause) + ".")
                .exception(cause);
    }

    /** A statement of the register failed. */
    static CoppiceException register(Exception cause) {
        return database(cause)
                .refused("The register of backups was not read or written.")
                .found("It failed: " + clause(cause) + ".")
                .exception(cause);
    }

    private static Fault database(Exception cause) {
        var lost = state(cause).startsWith("08") || state(cause).startsWith("57P");
        return Fault.of(lost ? "backup.connection-lost" : "backup.failed", lost ? Kind.UNAVAILABLE : Kind.FAILED)
                .changed("What was not completed counts for nothing.")
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
