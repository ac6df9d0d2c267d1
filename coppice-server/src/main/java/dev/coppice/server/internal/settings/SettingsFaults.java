package dev.coppice.server.internal.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Rank;

/** What is said of settings over HTTP beyond what their own module says. */
final class SettingsFaults {
    private static final String NOTHING_CHANGED = "Nothing was changed.";

    private SettingsFaults() {}

    /** A row that is not there, or is not to be known of: both are told in the same words. */
    static CoppiceException notFound(String word) {
        return Fault.of("settings." + word + "-not-found", Kind.NOT_FOUND)
                .refused("The request was not carried out.")
                .found("There is no " + word + " of that id.")
                .changed(NOTHING_CHANGED)
                .next("Search for it.")
                .exception();
    }

    static CoppiceException noScope() {
        return Fault.of("settings.no-scope", Kind.REFUSED)
                .refused("The request was not carried out.")
                .found("The caller's credential belongs to no scope, so nothing is its own.")
                .changed(NOTHING_CHANGED)
                .next("Use a token that was made with a scope.")
                .exception();
    }

    static CoppiceException notYours() {
        return Fault.of("settings.not-yours", Kind.REFUSED)
                .refused("The request was not carried out.")
                .found("The caller does not manage that scope.")
                .changed(NOTHING_CHANGED)
                .next("Use a token that manages it, or ask an admin.")
                .exception();
    }

    static CoppiceException badScope(String found) {
        return Fault.of("settings.bad-scope-id", Kind.USAGE)
                .refused("The request was not carried out.")
                .found(found)
                .changed(NOTHING_CHANGED)
                .next("Give public without an id, and any other scope with its type and id.")
                .exception();
    }

    static CoppiceException badRank() {
        return Fault.of("settings.bad-rank", Kind.USAGE)
                .refused("The request was not carried out.")
                .found("The rank is neither a whole number from " + Rank.Exactly.LEAST + " to " + Rank.Exactly.GREATEST
                        + ", nor \"next\", nor null.")
                .changed(NOTHING_CHANGED)
                .next("Correct it and send the request again.")
                .exception();
    }
}
