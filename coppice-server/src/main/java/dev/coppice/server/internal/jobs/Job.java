package dev.coppice.server.internal.jobs;

import java.time.Duration;

/**
 * One thing to be done again and again, by one server at a time.
 *
 * @param name what all servers call it
 * @param interval how long to wait after each time
 * @param pass does it once
 */
public record Job(String name, Duration interval, Pass pass) {
    /** Does what is due. */
    @FunctionalInterface
    public interface Pass {
        /** Does it once; an error is logged, and does not keep the next time from coming. */
        void run() throws InterruptedException;
    }
}
