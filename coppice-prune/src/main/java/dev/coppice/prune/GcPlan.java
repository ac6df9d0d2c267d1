package dev.coppice.prune;

import java.util.List;

/**
 * What lies in a store beside committed frames and manifests. A value for any thread.
 *
 * @param waste bytes that belong to nothing and may go
 * @param ignored archives that were passed over, each with the reason as a sentence
 * @param foreign archives whose campaign this database does not know: never touched
 */
public record GcPlan(List<Waste> waste, List<String> ignored, List<String> foreign) {
    /** Copies the lists. */
    public GcPlan {
        waste = List.copyOf(waste);
        ignored = List.copyOf(ignored);
        foreign = List.copyOf(foreign);
    }

    /** How many bytes may go. */
    public long bytes() {
        return waste.stream().mapToLong(Waste::bytes).sum();
    }

    /**
     * Bytes that no committed frame refers to.
     *
     * @param archive the archive's id
     * @param object the object they lie in
     * @param kept how many bytes of it stay; 0 when the object goes as a whole
     * @param bytes how many go
     */
    public record Waste(String archive, String object, long kept, long bytes) {}
}
