package dev.coppice.lifecycle;

import java.util.List;
import java.util.Map;

/**
 * What a restore has brought back. A value for any thread.
 *
 * @param items how much, by store; what was there already, equal, is not counted
 * @param remarks what a person should know, such as a hold that keeps what came back
 */
public record Restored(Map<String, Long> items, List<String> remarks) {
    /** Copies both. */
    public Restored {
        items = Map.copyOf(items);
        remarks = List.copyOf(remarks);
    }
}
