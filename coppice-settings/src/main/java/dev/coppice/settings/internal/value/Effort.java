package dev.coppice.settings.internal.value;

import org.jspecify.annotations.Nullable;

/** The characters the patterns of one check may still look at: backtracking can take for ever otherwise. For one thread. */
final class Effort {
    /** About a tenth of a second. */
    static final long MOST = 20_000_000;

    private static final ThreadLocal<@Nullable Effort> CURRENT = new ThreadLocal<>();

    private long left = MOST;

    /** Begins a check on this thread. */
    static Effort begin() {
        var effort = new Effort();
        CURRENT.set(effort);
        return effort;
    }

    /** Ends the check on this thread. */
    static void end() {
        CURRENT.remove();
    }

    /** That of the check on this thread. */
    static Effort current() {
        var effort = CURRENT.get();
        return effort == null ? new Effort() : effort;
    }

    void spend(long characters) {
        left -= characters;
        if (left < 0) {
            throw new BeyondBounds();
        }
    }

    void exhaust() {
        left = -1;
    }

    boolean exhausted() {
        return left < 0;
    }
}
