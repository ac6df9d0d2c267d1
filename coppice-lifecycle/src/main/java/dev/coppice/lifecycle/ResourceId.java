package dev.coppice.lifecycle;

/**
 * A resource by its kind and id. A value for any thread.
 *
 * @param kind its kind
 * @param id its id as text
 */
public record ResourceId(String kind, String id) {
    /** Refuses a blank part. */
    public ResourceId {
        if (kind.isBlank()) {
            throw new IllegalArgumentException("kind must not be blank, was: \"" + kind + "\"");
        }
        if (id.isBlank()) {
            throw new IllegalArgumentException("id must not be blank, was: \"" + id + "\"");
        }
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}
