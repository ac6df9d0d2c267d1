package dev.coppice.server.document;

import dev.coppice.lifecycle.Restored;
import dev.coppice.lifecycle.Restored.Changed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a restore has brought back, as scripts see it, over HTTP and with {@code --json} alike. A value for any thread.
 *
 * @param restored how much, by store
 * @param changedByTriggers rows that were other than saved once all was back: by table, how many, and in which columns; none where
 *     they are rows that were not saved
 * @param remarks what a person should know
 */
public record RestoredDocument(
        Map<String, Long> restored, Map<String, Changed> changedByTriggers, List<String> remarks) {
    /** Copies all, in their order. */
    public RestoredDocument {
        restored = Collections.unmodifiableMap(new LinkedHashMap<>(restored));
        changedByTriggers = Collections.unmodifiableMap(new LinkedHashMap<>(changedByTriggers));
        remarks = List.copyOf(remarks);
    }

    /** What came back as a document. */
    public static RestoredDocument of(Restored restored) {
        return new RestoredDocument(restored.items(), restored.changedByTriggers(), restored.remarks());
    }

    /** How many rows are other than saved. */
    public long changed() {
        return changedByTriggers.values().stream().mapToLong(Changed::rows).sum();
    }
}
