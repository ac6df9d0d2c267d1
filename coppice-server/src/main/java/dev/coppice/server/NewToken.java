package dev.coppice.server;

import java.time.Duration;
import java.util.List;

/**
 * A token to make. A value for any thread.
 *
 * @param name what it is for, 1 to 100 characters
 * @param role what its bearer may do
 * @param lifetime how long it is good for, one minute to two years
 * @param createdBy who asks for it
 * @param reason why
 * @param scopes the scopes of settings its bearer belongs to, at most one of each type
 */
public record NewToken(
        String name, Role role, Duration lifetime, String createdBy, String reason, List<TokenScope> scopes) {
    /** Copies the scopes. */
    public NewToken {
        scopes = List.copyOf(scopes);
    }

    /** A token whose bearer belongs to no scope. */
    public NewToken(String name, Role role, Duration lifetime, String createdBy, String reason) {
        this(name, role, lifetime, createdBy, reason, List.of());
    }

    /** The same with these scopes. */
    public NewToken scopes(List<TokenScope> wanted) {
        return new NewToken(name, role, lifetime, createdBy, reason, wanted);
    }
}
