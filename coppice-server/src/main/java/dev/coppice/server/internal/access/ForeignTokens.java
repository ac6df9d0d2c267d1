package dev.coppice.server.internal.access;

/** Bearer tokens that somebody else hands out. */
@FunctionalInterface
public interface ForeignTokens {
    /**
     * What became of a token.
     *
     * @throws dev.coppice.ops.CoppiceException where it cannot be told, or the token is good and gives nothing
     */
    Credential check(String token);
}
