package dev.coppice.server.internal.access;

/** What became of a credential that was presented. */
public sealed interface Credential {
    /**
     * It is good.
     *
     * @param principal whose it is
     */
    record Good(Principal principal) implements Credential {}

    /** It was good once: expired, revoked, used, or its session has ended. Nobody guesses such a secret. */
    record Spent() implements Credential {}

    /** No such secret was ever handed out. */
    record Unknown() implements Credential {}
}
