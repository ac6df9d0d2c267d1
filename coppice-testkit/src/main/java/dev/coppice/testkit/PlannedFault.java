package dev.coppice.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Which call of a {@link FaultyDataSource} fails, when, and how. A value for any thread.
 *
 * @param target what is counted
 * @param number which of them fails, from 1
 * @param moment before or after the server has done it
 * @param sqlState the error the server raises; null means the connection is cut
 */
public record PlannedFault(
        Target target, int number, Moment moment, @Nullable String sqlState) {
    /** What is counted. */
    public enum Target {
        /** A statement: execute, executeBatch as one, savepoints, a COPY. */
        STATEMENT,
        /** A commit, by {@code commit()} or by switching auto-commit on inside a transaction. */
        COMMIT,
        /** Either of them. */
        OPERATION
    }

    /** When the fault happens. */
    public enum Moment {
        /** The server has not seen the call. */
        BEFORE,
        /** The server has done it, the client does not learn so. */
        AFTER
    }

    /** Checks that the number counts from one and that the fault can happen to a real client. */
    public PlannedFault {
        if (number < 1) {
            throw new IllegalArgumentException("number must be 1 or more, was: " + number);
        }
        if (sqlState != null && !sqlState.matches("[0-9A-Z]{5}")) {
            throw new IllegalArgumentException("sqlState must be five digits or capitals, was: " + sqlState);
        }
        if (sqlState != null && moment == Moment.AFTER && target != Target.STATEMENT) {
            throw new IllegalArgumentException(
                    "a commit that the server has done can only be lost, not refused with " + sqlState);
        }
    }

    /** The {@code number}-th statement is lost: the connection is cut before the server sees it. */
    public static PlannedFault statement(int number) {
        return new PlannedFault(Target.STATEMENT, number, Moment.BEFORE, null);
    }

    /** The {@code number}-th commit is lost: the connection is cut before the server sees it. */
    public static PlannedFault commit(int number) {
        return new PlannedFault(Target.COMMIT, number, Moment.BEFORE, null);
    }

    /** The {@code number}-th statement or commit is lost: the connection is cut before the server sees it. */
    public static PlannedFault operation(int number) {
        return new PlannedFault(Target.OPERATION, number, Moment.BEFORE, null);
    }

    /** The same, after the server has done it. */
    public PlannedFault after() {
        return new PlannedFault(target, number, Moment.AFTER, sqlState);
    }

    /**
     * The same, with an error that the server raises in place of a cut: the connection lives, an open transaction is
     * aborted. For example {@code 40001} or {@code 57014}.
     */
    public PlannedFault raising(String state) {
        return new PlannedFault(target, number, moment, state);
    }

    @Override
    public String toString() {
        var what = sqlState == null ? "connection cut" : "error " + sqlState;
        return what + " " + moment.name().toLowerCase(java.util.Locale.ROOT) + " "
                + target.name().toLowerCase(java.util.Locale.ROOT) + " " + number;
    }
}
