package dev.coppice.server.internal.console.settings;

import dev.coppice.ops.CoppiceException;
import java.util.Map;

/**
 * What stands above a page: what was just done, or why it was not.
 *
 * @param text the sentences; empty for no notice
 * @param trouble whether it was not done
 */
public record Notice(String text, boolean trouble) {
    static final Notice NONE = new Notice("", false);

    private static final Map<String, String> DONE = Map.of(
            "define", "The setting is defined. It may be set nowhere yet: allow it below.",
            "purge", "The setting is removed, with all that hung on it.",
            "schema", "The schema is changed. What is stored stays as it is.",
            "allow", "The setting may be set there from now on.",
            "rank", "The rank is changed.",
            "disallow", "The setting may no longer be set there, and what was set there is removed.",
            "set", "The value is set.",
            "unset", "The fragment is removed.");

    /** What a page is told was done before it; words it does not know say nothing. */
    static Notice done(String word) {
        return new Notice(DONE.getOrDefault(word, ""), false);
    }

    static Notice of(CoppiceException refusal) {
        return new Notice(refusal.fault().message(), true);
    }
}
