package dev.coppice.lifecycle;

import java.util.Optional;

/**
 * Which resources to list. A value for any thread.
 *
 * @param kind the kind
 * @param status only of this status
 * @param tier only of this tier
 * @param owner only of this owner
 * @param after only ids after this one
 * @param limit how many at most, 1 to 1,000
 * @param state only those that stand here
 */
public record ResourceQuery(
        String kind,
        Optional<ResourceStatus> status,
        Optional<String> tier,
        Optional<String> owner,
        Optional<String> after,
        int limit,
        Optional<ResourceState> state) {
    /** Refuses another number than 1 to 1,000. */
    public ResourceQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, was: " + limit);
        }
    }

    /** One that wants no state in particular. */
    public ResourceQuery(
            String kind,
            Optional<ResourceStatus> status,
            Optional<String> tier,
            Optional<String> owner,
            Optional<String> after,
            int limit) {
        this(kind, status, tier, owner, after, limit, Optional.empty());
    }

    /** The first hundred of a kind. */
    public static ResourceQuery of(String kind) {
        return new ResourceQuery(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100);
    }

    /** The same, only of a status. */
    public ResourceQuery status(ResourceStatus wanted) {
        return new ResourceQuery(kind, Optional.of(wanted), tier, owner, after, limit, state);
    }

    /** The same, only of a tier. */
    public ResourceQuery tier(String wanted) {
        return new ResourceQuery(kind, status, Optional.of(wanted), owner, after, limit, state);
    }

    /** The same, only of an owner. */
    public ResourceQuery owner(String wanted) {
        return new ResourceQuery(kind, status, tier, Optional.of(wanted), after, limit, state);
    }

    /** The same, behind an id: the {@code next} of the page before. */
    public ResourceQuery after(String id) {
        return new ResourceQuery(kind, status, tier, owner, Optional.of(id), limit, state);
    }

    /** The same with another number. */
    public ResourceQuery limit(int count) {
        return new ResourceQuery(kind, status, tier, owner, after, count, state);
    }

    /** The same, only those that stand somewhere. */
    public ResourceQuery state(ResourceState wanted) {
        return new ResourceQuery(kind, status, tier, owner, after, limit, Optional.of(wanted));
    }
}
