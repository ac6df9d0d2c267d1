package dev.coppice.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API token as it may be shown: everything but its secret.
 *
 * @param id its number
 * @param name what it is for
 * @param role what its bearer may do
 * @param createdBy who made it
 * @param times when it was made, used, and ends
 * @param scopes the scopes of settings its bearer belongs to, by type
 */
public record Token(long id, String name, Role role, String createdBy, Times times, List<TokenScope> scopes) {
    /** Copies the scopes. */
    public Token {
        scopes = List.copyOf(scopes);
    }

    /**
     * When a token was made, used, and ends; all in database time.
     *
     * @param createdAt when it was made
     * @param expiresAt when it ends by itself
     * @param lastUsedAt when it was last used, to the minute; null when never
     * @param revokedAt when it was revoked; null when it was not
     */
    public record Times(
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {}

    Token scopes(List<TokenScope> given) {
        return new Token(id, name, role, createdBy, times, given);
    }
}
