package dev.coppice.archive.query;

import java.time.Duration;

/**
 * How much a query or an export may take. A value for any thread.
 *
 * @param time how long one statement may run; loading the archive does not count
 * @param memoryMebibytes how much memory outside of the heap; nothing is ever put on disk for lack of it
 * @param rows how many rows of a result are returned
 * @param characters how many characters the values of a result may have together
 */
public record QueryLimits(Duration time, int memoryMebibytes, int rows, long characters) {
    /** Half a minute, 1 GiB, 10 000 rows. */
    public static final QueryLimits DEFAULT = new QueryLimits(Duration.ofSeconds(30), 1024, 10_000);

    /** Refuses less than a second, 64 MiB and a row. */
    public QueryLimits {
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("time must be at least a second, was: " + time);
        }
        if (memoryMebibytes < 64) {
            throw new IllegalArgumentException("memoryMebibytes must be at least 64, was: " + memoryMebibytes);
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, was: " + rows);
        }
        if (characters < 1) {
            throw new IllegalArgumentException("characters must be at least 1, was: " + characters);
        }
    }

    /** Limits without one for the size of a result. */
    public QueryLimits(Duration time, int memoryMebibytes, int rows) {
        this(time, memoryMebibytes, rows, Long.MAX_VALUE);
    }

    /** The same with a result of so many characters at most. */
    public QueryLimits characters(long most) {
        return new QueryLimits(time, memoryMebibytes, rows, most);
    }
}
