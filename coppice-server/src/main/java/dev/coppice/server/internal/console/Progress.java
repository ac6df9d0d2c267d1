package dev.coppice.server.internal.console;

/**
 * How far something is whose end is known. A value for any thread.
 *
 * @param done how much is done
 * @param total how much there is
 * @param words the same in words
 */
public record Progress(long done, long total, String words) {
    /** Refuses an unknown end: what has none shows no bar. */
    public Progress {
        if (total <= 0) {
            throw new IllegalArgumentException("total must be positive, was: " + total);
        }
    }
}
