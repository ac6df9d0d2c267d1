package dev.coppice.server;

/**
 * A token just made, with its secret: the only time it is ever shown.
 *
 * @param token the token
 * @param secret what its bearer sends; stored nowhere
 */
public record IssuedToken(Token token, String secret) {
    /** Leaves the secret out, so that a log line cannot leak it. */
    @Override
    public String toString() {
        return "IssuedToken[" + token.name() + "]";
    }
}
