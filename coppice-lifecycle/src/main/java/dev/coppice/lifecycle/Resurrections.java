package dev.coppice.lifecycle;

import java.util.List;
import java.util.Map;

/**
 * What of those who were torn down is back. A value for any thread.
 *
 * @param items each that is back, or of which that cannot be said
 * @param unread the kinds whose store of tombstones could not be read, and why: of them only those are known that this
 *     database remembers
 */
public record Resurrections(List<Resurrection> items, Map<String, String> unread) {
    /** Copies both. */
    public Resurrections {
        items = List.copyOf(items);
        unread = Map.copyOf(unread);
    }

    /** Those of which something is there. */
    public List<Resurrection> back() {
        return items.stream().filter(item -> !item.found().isEmpty()).toList();
    }

    /** Whether all could be looked at. */
    public boolean complete() {
        return unread.isEmpty() && items.stream().allMatch(item -> item.unseen().isEmpty());
    }
}
