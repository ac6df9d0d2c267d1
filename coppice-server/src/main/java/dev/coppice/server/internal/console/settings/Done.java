package dev.coppice.server.internal.console.settings;

import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import java.util.Map;

/** What a page is told was done before it. */
final class Done {
    private static final Map<String, String> SENTENCES = Map.of(
            "define", "The setting is defined. It may be set nowhere yet: allow it below.",
            "purge", "The setting is removed, with all that hung on it.",
            "schema", "The schema is changed. What is stored stays as it is.",
            "allow", "The setting may be set there from now on.",
            "rank", "The rank is changed.",
            "disallow", "The setting may no longer be set there, and what was set there is removed.",
            "set", "The value is set.",
            "unset", "The fragment is removed.");

    private Done() {}

    /** Words it does not know say nothing. */
    static Notice notice(Request request) {
        return Notice.done(SENTENCES.getOrDefault(request.query("done").orElse(""), ""));
    }
}
