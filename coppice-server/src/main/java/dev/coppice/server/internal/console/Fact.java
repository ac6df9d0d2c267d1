package dev.coppice.server.internal.console;

import org.jspecify.annotations.Nullable;

/**
 * One line of a list of facts. A value for any thread.
 *
 * @param label what it is
 * @param text what is said of it
 * @param badge how it stands
 * @param moment when it is or was
 * @param link where more is said of it
 */
public record Fact(
        String label,
        String text,
        @Nullable Badge badge,
        @Nullable Moment moment,
        @Nullable Address link) {
    private static final int LENGTHY = 28;

    /** Whether it needs a line of its own on a narrow page. */
    public boolean lengthy() {
        return text.length() > LENGTHY;
    }

    /** Words. */
    public static Fact of(String label, String text) {
        return new Fact(label, text, null, null, null);
    }

    /** A state. */
    public static Fact of(String label, Badge badge) {
        return new Fact(label, "", badge, null, null);
    }

    /** A time. */
    public static Fact of(String label, Moment moment) {
        return new Fact(label, "", null, moment, null);
    }

    /** Words that lead to another page. */
    public static Fact of(String label, String text, Address link) {
        return new Fact(label, text, null, null, link);
    }
}
