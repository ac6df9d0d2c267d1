package dev.coppice.server.internal.console;

import java.util.Locale;

/**
 * How something stands, in a word. A value for any thread.
 *
 * @param text the word
 * @param tone what it means to a person
 */
public record Badge(String text, Tone tone) {
    /** What a word means to a person. Colour is never all that tells: the word does. */
    public enum Tone {
        /** As it should be. */
        GOOD,
        /** At work. */
        BUSY,
        /** Look at it some day. */
        WARN,
        /** A person must act. */
        BAD,
        /** Over, or nothing to say. */
        QUIET;

        /** Its class in the style sheet. */
        public String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
