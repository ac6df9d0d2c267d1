package dev.coppice.server;

import dev.coppice.settings.Scope;

/**
 * A scope of settings that the bearer of a token belongs to. A value for any thread.
 *
 * @param scope the scope, never public
 * @param manages whether the bearer may also write what everybody in it inherits
 */
public record TokenScope(Scope scope, boolean manages) {
    /** Refuses public, which everybody belongs to and nobody by a token. */
    public TokenScope {
        if (scope.equals(Scope.PUBLIC)) {
            throw new IllegalArgumentException("scope must not be public");
        }
    }

    /** A scope the bearer belongs to. */
    public static TokenScope in(Scope scope) {
        return new TokenScope(scope, false);
    }

    /** A scope the bearer belongs to and manages. */
    public static TokenScope managing(Scope scope) {
        return new TokenScope(scope, true);
    }
}
