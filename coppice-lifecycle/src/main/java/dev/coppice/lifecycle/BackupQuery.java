package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * Which backups to list, newest first. A value for any thread.
 *
 * @param kind only of this kind
 * @param kept only those that can be read: completed, and not given up
 * @param expiresFrom only those kept until this time or longer
 * @param expiresBefore only those whose time is over before this time
 * @param before only numbers below this one
 * @param limit how many at most, 1 to 1,000
 */
public record BackupQuery(
        Optional<String> kind,
        boolean kept,
        Optional<Instant> expiresFrom,
        Optional<Instant> expiresBefore,
        long before,
        int limit) {
    /** Refuses another number than 1 to 1,000. */
    public BackupQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, was: " + limit);
        }
    }

    /** The newest of all. */
    public static BackupQuery newest(int limit) {
        return new BackupQuery(Optional.empty(), false, Optional.empty(), Optional.empty(), Long.MAX_VALUE, limit);
    }

    /** The same, only of a kind. */
    public BackupQuery kind(String wanted) {
        return new BackupQuery(Optional.of(wanted), kept, expiresFrom, expiresBefore, before, limit);
    }

    /** The same, only those that can be read. */
    public BackupQuery onlyKept() {
        return new BackupQuery(kind, true, expiresFrom, expiresBefore, before, limit);
    }

    /** The same, only those whose time is over within a span, its end excluded. */
    public BackupQuery expiring(Instant from, Instant until) {
        return new BackupQuery(kind, kept, Optional.of(from), Optional.of(until), before, limit);
    }

    /** The same, behind a number: the {@code next} of the page before. */
    public BackupQuery before(long number) {
        return new BackupQuery(kind, kept, expiresFrom, expiresBefore, number, limit);
    }
}
