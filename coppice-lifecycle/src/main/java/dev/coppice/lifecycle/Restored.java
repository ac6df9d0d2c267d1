package dev.coppice.lifecycle;

import java.util.List;
import java.util.Map;

/**
 * What a restore has brought back. A value for any thread.
 *
 * @param items how much, by store; what was there already, equal, is not counted
 * @param changedByTriggers how many rows a trigger changed as they came back, by table; the backup has them as they were
 * @param remarks what a person should know, such as a hold that keeps what came back
 */
public record Restored(Map<String, Long> items, Map<String, Long> changedByTriggers, List<String> remarks) {
    /** Copies all. */
    public Restored {
        items = Map.copyOf(items);
        changedByTriggers = Map.copyOf(changedByTriggers);
        remarks = List.copyOf(remarks);
    }
}
