package dev.coppice.ops.internal.fault;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Retry;

/** The errors users see, made from SQLSTATEs. None carries a value, SQL, or the driver's own words. */
public final class Faults {
    private static final String NOTHING_WRITTEN = "Nothing of it was written.";

    private Faults() {}

    /** The error for a failed statement of {@code what}. */
    public static CoppiceException of(String what, SqlError error) {
        if (error.violation() != null) {
            return new IntegrityViolated(what, error.violation());
        }
        var fault = error.isConnectionLoss() ? connectionLost() : byState(error);
        var told = fault.refused("The op on \"" + what + "\" failed.").changed(NOTHING_WRITTEN);
        return isRetryable(error) ? new RetryableFailure(told) : told.exception();
    }

    /** The error for an item that was refused for its own sake; the transaction goes on. */
    public static CoppiceException ofItem(String what, SqlError error) {
        return byState(error)
                .refused("The write of \"" + what + "\" was refused.")
                .changed("Nothing of it was written.")
                .exception();
    }

    /** The error when no connection could be had. */
    public static CoppiceException unavailable(SqlError error) {
        var fault = Fault.of("database.unavailable", Kind.UNAVAILABLE)
                .refused("The transaction was not begun.")
                .found("The data source gave no connection.")
                .changed("Nothing was written.")
                .next("Check that the database can be reached and that the pool is large enough.")
                .leaving(Effect.NONE, Retry.SAFE);
        return error.isConnectionLoss() ? new RetryableFailure(fault) : fault.exception();
    }

    /** The error when a commit was refused: known to have written nothing. */
    public static CoppiceException commitRefused(SqlError error) {
        return of("transaction", error);
    }

    /** The error when the connection was lost while a commit was under way. */
    public static CoppiceException commitUnknown() {
        return Fault.of("transaction.commit-unknown", Kind.UNAVAILABLE)
                .refused("The transaction may or may not have been committed.")
                .found("The connection was lost after the commit was sent.")
                .changed("It is unknown whether its writes are in the database.")
                .next("Read what it should have written before writing it again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER)
                .exception();
    }

    private static boolean isRetryable(SqlError error) {
        return error.isConnectionLoss()
                || error.state().equals("40001")
                || error.state().equals("40P01");
    }

    private static Fault connectionLost() {
        return Fault.of("database.connection-lost", Kind.UNAVAILABLE)
                .found("The connection was lost before the commit.")
                .next("Try again once the database can be reached.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    private static Fault byState(SqlError error) {
        return switch (error.state()) {
            case "40001" ->
                conflict("serialization-failure", "Another transaction changed the same rows at the same time.");
            case "40P01" -> conflict("deadlock", "It and another transaction waited for each other's locks.");
            case "55P03" -> conflict("lock-timeout", "A lock was not free within the lock time-out.");
            case "57014" ->
                safe("timeout", Kind.UNAVAILABLE, "A statement was cancelled, or ran past the statement time-out.");
            case "42703" -> usage("unknown-column", "A column it names does not exist.");
            case "42P01", "3F000" -> usage("unknown-table", "A table it names does not exist, or is not in scope.");
            case "42804", "42883", "42846" -> usage("wrong-type", "A value has a type its column does not take.");
            case "42P10" -> usage("no-conflict-index", "No unique index matches the conflict columns.");
            case "428C9" -> usage("generated-column", "It sets a column that only the database sets.");
            case "42501" ->
                error.byPolicy()
                        ? fault(
                                        "policy",
                                        Kind.REFUSED,
                                        "A row-level security policy of the table does not let the row in.")
                                .next("Write a row that the policy lets in, or use a role that may.")
                        : usage("not-permitted", "The role lacks a right on a table it uses.");
            case "25006" -> usage("read-only", "It writes, and the transaction is read-only.");
            case "25P02" -> usage("transaction-aborted", "An earlier statement of the transaction had failed.");
            default ->
                error.isBadValue()
                        ? usage("bad-value", "A value is one that its column or function does not take.")
                        : fault("failed", Kind.FAILED, "The database refused it with SQLSTATE " + error.state() + ".")
                                .next("The log has the details at level DEBUG of dev.coppice.ops.");
        };
    }

    private static Fault conflict(String reason, String found) {
        return safe(reason, Kind.CONFLICT, found);
    }

    private static Fault safe(String reason, Kind kind, String found) {
        return fault(reason, kind, found)
                .next("The same call may be made again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    private static Fault usage(String reason, String found) {
        return fault(reason, Kind.USAGE, found)
                .next("Mend the call; the log has the details at level DEBUG of dev.coppice.ops.");
    }

    private static Fault fault(String reason, Kind kind, String found) {
        return Fault.of("database." + reason, kind).found(found);
    }
}
