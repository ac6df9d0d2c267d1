package dev.coppice.server.internal.http;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Something that callers watch. Whoever watches the same key shares one reader, which looks again after each tick: a thousand
 * watchers cost what one costs. A value for any thread.
 *
 * @param key names the subject and the form it is shown in, the same for all who may share a look
 * @param every how long the reader waits between two looks
 * @param look takes one look, and holds nothing between two; called on a thread of its own
 */
public record EventSource(String key, Duration every, Supplier<Snapshot> look) {
    /** A subject that is looked at each second. */
    public static EventSource of(String key, Supplier<Snapshot> look) {
        return new EventSource(key, Duration.ofSeconds(1), look);
    }
}
