package dev.coppice.settings;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one scope shall say of a setting, in place of whatever it says now. A value for any thread.
 *
 * @param name the setting
 * @param scope the scope
 * @param value what it shall say; at most 64 KiB as compact JSON
 * @param rank its rank, chosen by an administrator; empty to leave it as it is, which is inherited for a new fragment
 * @param version the version the stored fragment must have; any, also none, when empty
 * @param viewer who will see the merged result, so that it can be validated as a whole; without, somebody in this scope alone
 */
public record NewFragment(
        String name, Scope scope, Document value, Optional<Rank> rank, OptionalLong version, Optional<Viewer> viewer) {

    /** What a scope shall say of a setting. */
    public static NewFragment of(String name, Scope scope, Document value) {
        return new NewFragment(name, scope, value, Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** The same with a rank of its own; for administrators. */
    public NewFragment rank(Rank wanted) {
        return new NewFragment(name, scope, value, Optional.of(wanted), version, viewer);
    }

    /** The same, if the stored fragment has this version; not for {@code create}. */
    public NewFragment ifVersion(long expected) {
        return new NewFragment(name, scope, value, rank, OptionalLong.of(expected), viewer);
    }

    /** The same, with the merged result validated as this viewer will see it. */
    public NewFragment seenBy(Viewer who) {
        return new NewFragment(name, scope, value, rank, version, Optional.of(who));
    }
}
