package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.List;

/**
 * A resource that was torn down and is back, or of which that cannot be said. A value for any thread.
 *
 * @param resource the resource
 * @param buriedAt when it was torn down
 * @param found what of it is there, by step
 * @param unseen stores that could not be looked at, and why
 */
public record Resurrection(ResourceId resource, Instant buriedAt, List<String> found, List<String> unseen) {
    /** Copies the lists. */
    public Resurrection {
        found = List.copyOf(found);
        unseen = List.copyOf(unseen);
    }
}
