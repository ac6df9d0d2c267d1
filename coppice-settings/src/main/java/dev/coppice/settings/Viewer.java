package dev.coppice.settings;

import java.util.HashSet;
import java.util.List;

/**
 * Whose settings are read: the scopes one belongs to besides public. Made from an authenticated principal and from nothing
 * else; there is no default, so that a forgotten identity cannot pass for an anonymous one. A value for any thread.
 *
 * @param scopes at most one of each type, in any order; public is understood
 */
public record Viewer(List<Scope> scopes) {
    private static final Viewer ANONYMOUS = new Viewer(List.of());

    /** Refuses public and a type named twice. */
    public Viewer {
        scopes = List.copyOf(scopes);
        var types = new HashSet<String>();
        for (var scope : scopes) {
            if (scope.equals(Scope.PUBLIC)) {
                throw new IllegalArgumentException("scopes must not have public in them: everybody is in it");
            }
            if (!types.add(scope.type())) {
                throw new IllegalArgumentException("scopes must have one of each type, was: two of " + scope.type());
            }
        }
    }

    /** Somebody of whom nothing is known: sees what is public. */
    public static Viewer anonymous() {
        return ANONYMOUS;
    }

    /** Somebody in these scopes. */
    public static Viewer in(Scope... scopes) {
        return new Viewer(List.of(scopes));
    }
}
