package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.server.IssuedToken;
import dev.coppice.server.Token;
import dev.coppice.server.TokenScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as a document.
 *
 * @param id its number
 * @param name what it is for
 * @param role member, viewer, operator or admin
 * @param createdBy who made it
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself
 * @param lastUsedAt when it was last used, to the minute
 * @param revokedAt when it was revoked
 * @param scopes the scopes of settings its bearer belongs to
 * @param secret what its bearer sends; only in the answer that makes it
 */
public record TokenDocument(
        long id,
        String name,
        String role,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        List<ScopeDocument> scopes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

    /**
     * A scope of a token as a document.
     *
     * @param type its type
     * @param id its id
     * @param manages whether the bearer may write what everybody in it inherits
     */
    public record ScopeDocument(String type, String id, boolean manages) {
        static ScopeDocument of(TokenScope given) {
            return new ScopeDocument(given.scope().type(), given.scope().id(), given.manages());
        }
    }

    /** A token as a document. */
    public static TokenDocument of(Token token) {
        return of(token, null);
    }

    /** A token just made, with its secret. */
    public static TokenDocument of(IssuedToken issued) {
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
                token.scopes().stream().map(ScopeDocument::of).toList(),
                secret);
    }
}
