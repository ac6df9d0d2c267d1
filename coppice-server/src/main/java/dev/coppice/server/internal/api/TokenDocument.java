package dev.coppice.server.internal.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.server.IssuedToken;
import dev.coppice.server.Token;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as a document.
 *
 * @param id its number
 * @param name what it is for
 * @param role viewer, operator or admin
 * @param createdBy who made it
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself
 * @param lastUsedAt when it was last used, to the minute
 * @param revokedAt when it was revoked
 * @param secret what its bearer sends; only in the answer that makes it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenDocument(
        long id,
        String name,
        String role,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String secret) {

    static TokenDocument of(Token token) {
        return of(token, null);
    }

    static TokenDocument of(IssuedToken issued) {
        return of(issued.token(), issued.secret());
    }

    private static TokenDocument of(Token token, @Nullable String secret) {
        var times = token.times();
        return new TokenDocument(
                token.id(),
                token.name(),
                token.role().word(),
                token.createdBy(),
                times.createdAt(),
                times.expiresAt(),
                times.lastUsedAt(),
                times.revokedAt(),
                secret);
    }
}
