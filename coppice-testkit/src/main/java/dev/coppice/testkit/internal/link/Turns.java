package dev.coppice.testkit.internal.link;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the round trips of all connections of a proxy, and knows which one is to be cut. Safe for any thread. */
public final class Turns {
    private static final long NONE = Long.MAX_VALUE;

    private final AtomicLong begun = new AtomicLong();
    private volatile long cutRequest = NONE;
    private volatile long cutReply = NONE;

    /** How many have begun so far. */
    public long begun() {
        return begun.get();
    }

    /** The {@code number}-th from now never reaches the server. */
    public void cutRequest(int number) {
        cutRequest = begun.get() + number;
    }

    /** The answer to the {@code number}-th from now never reaches the client. */
    public void cutReply(int number) {
        cutReply = begun.get() + number;
    }

    /** A client has sent something after all was answered. */
    long begin() {
        return begun.incrementAndGet();
    }

    boolean isCutBeforeRequest(long turn) {
        return turn == cutRequest;
    }

    boolean isCutBeforeReply(long turn) {
        return turn == cutReply;
    }
}
