package dev.coppice.lifecycle;

import java.util.List;

/**
 * What was begun against what is back. A value for any thread.
 *
 * @param looked what was found
 * @param begun the disposals begun
 * @param refused those that were not
 */
public record Burials(Resurrections looked, List<Operation> begun, List<Refused> refused) {
    /** Copies the lists. */
    public Burials {
        begun = List.copyOf(begun);
        refused = List.copyOf(refused);
    }

    /**
     * One that is back and stays for now.
     *
     * @param resource the resource
     * @param code a stable word, such as {@code resource.held}
     * @param message why
     */
    public record Refused(ResourceId resource, String code, String message) {}
}
