package dev.coppice.server.internal.console;

import dev.coppice.ops.CoppiceException;

/**
 * What stands above a page: what was just done, or why it was not. A value for any thread.
 *
 * @param text the sentences; empty for no notice
 * @param trouble whether it was not done
 */
public record Notice(String text, boolean trouble) {
    /** No notice. */
    public static final Notice NONE = new Notice("", false);

    /** What was done. */
    public static Notice done(String text) {
        return new Notice(text, false);
    }

    /** What is wrong. */
    public static Notice trouble(String text) {
        return new Notice(text, true);
    }

    /** Why something was refused on a page about a database. */
    public static Notice of(Place place, CoppiceException refusal) {
        return trouble(place.told(refusal.fault()).message());
    }
}
