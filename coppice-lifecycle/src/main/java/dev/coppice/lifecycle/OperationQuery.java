package dev.coppice.lifecycle;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which operations to list, newest first. A value for any thread.
 *
 * @param kind only of this kind
 * @param resource only of this id
 * @param parent only those of the children of this operation's resource
 * @param unfinished only those that have not ended
 * @param parked only those that wait for a person
 * @param before only numbers below this one
 * @param limit how many at most, 1 to 1,000
 */
public record OperationQuery(
        Optional<String> kind,
        Optional<String> resource,
        OptionalLong parent,
        boolean unfinished,
        boolean parked,
        long before,
        int limit) {
    /** Refuses another number than 1 to 1,000. */
    public OperationQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, was: " + limit);
        }
    }

    /** The newest hundred. */
    public static OperationQuery newest() {
        return new OperationQuery(
                Optional.empty(), Optional.empty(), OptionalLong.empty(), false, false, Long.MAX_VALUE, 100);
    }

    /** The one of a resource that has not ended. */
    public static OperationQuery unfinished(ResourceId resource) {
        return new OperationQuery(
                Optional.of(resource.kind()),
                Optional.of(resource.id()),
                OptionalLong.empty(),
                true,
                false,
                Long.MAX_VALUE,
                1);
    }

    /** The same, only of a resource as its table spells its id. */
    public OperationQuery about(Optional<String> spelled) {
        return new OperationQuery(kind, spelled, parent, unfinished, parked, before, limit);
    }

    /** The newest thousand below an operation. */
    public static OperationQuery below(long operation) {
        return new OperationQuery(
                Optional.empty(), Optional.empty(), OptionalLong.of(operation), false, false, Long.MAX_VALUE, 1000);
    }
}
