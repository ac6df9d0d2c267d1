package dev.coppice.server.document;

import dev.coppice.lifecycle.Restored;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a restore has brought back, as scripts see it, over HTTP and with {@code --json} alike. A value for any thread.
 *
 * @param restored how much, by store
 * @param changedByTriggers how many rows a trigger changed as they came back, by table
 * @param remarks what a person should know
 */
public record RestoredDocument(Map<String, Long> restored, Map<String, Long> changedByTriggers, List<String> remarks) {
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
}
