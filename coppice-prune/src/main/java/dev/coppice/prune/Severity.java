package dev.coppice.prune;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** A campaign does not start unless somebody overrides it aloud, with a reason that is recorded. */
    BLOCK,
    /** It will hurt or surprise, and runs. */
    WARN,
    /** Worth knowing. */
    INFO;

    /** As documents write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
