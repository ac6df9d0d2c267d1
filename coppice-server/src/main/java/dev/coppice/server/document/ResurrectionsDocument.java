package dev.coppice.server.document;

import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Resurrection;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was torn down and is back, and what was begun against it. A value for any thread.
 *
 * @param executed whether it was to be disposed of
 * @param items what is back
 * @param unread kinds whose tombstones could not be read, with the reason
 * @param operations the disposals begun
 * @param refused those that could not be
 */
public record ResurrectionsDocument(
        boolean executed,
        List<Back> items,
        Map<String, String> unread,
        List<OperationSummary> operations,
        List<Burials.Refused> refused) {
    /** Copies the lists. */
    public ResurrectionsDocument {
        items = List.copyOf(items);
        operations = List.copyOf(operations);
        refused = List.copyOf(refused);
    }

    /**
     * A resource that is back.
     *
     * @param kind its kind
     * @param resource its id
     * @param buriedAt when it was torn down
     * @param found where something of it is
     * @param unseen where nobody could look
     */
    public record Back(String kind, String resource, Instant buriedAt, List<String> found, List<String> unseen) {
        /** Copies the lists. */
        public Back {
            found = List.copyOf(found);
            unseen = List.copyOf(unseen);
        }

        static Back of(Resurrection back) {
            return new Back(back.resource().kind(), back.resource().id(), back.buriedAt(), back.found(), back.unseen());
        }
    }

    /** What a look has found, and what was begun. */
    public static ResurrectionsDocument of(boolean executed, Burials done) {
        return new ResurrectionsDocument(
                executed,
                done.looked().items().stream().map(Back::of).toList(),
                done.looked().unread(),
                done.begun().stream().map(OperationSummary::of).toList(),
                done.refused());
    }
}
