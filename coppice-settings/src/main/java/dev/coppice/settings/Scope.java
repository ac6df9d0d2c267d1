package dev.coppice.settings;

/**
 * One scope: public, or the one of a type and id. A value for any thread.
 *
 * @param type the name of its type
 * @param id its id; empty for public alone
 */
public record Scope(String type, String id) {
    /** The scope everybody is in. */
    public static final Scope PUBLIC = new Scope(ScopeChain.PUBLIC, "");

    /** Refuses public with an id, and any other scope without one. */
    public Scope {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type must not be empty");
        }
        if (type.equals(ScopeChain.PUBLIC) != id.isEmpty()) {
            throw new IllegalArgumentException(
                    "id must be empty for public and for nothing else, was for " + type + ": \"" + id + "\"");
        }
    }

    /** The scope of a type and id. */
    public static Scope of(String type, String id) {
        return new Scope(type, id);
    }

    /**
     * Reads {@code public} or {@code user:4711}.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static Scope parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Scope(text, "") : new Scope(text.substring(0, colon), text.substring(colon + 1));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return id.isEmpty() ? type : type + ":" + id;
    }
}
