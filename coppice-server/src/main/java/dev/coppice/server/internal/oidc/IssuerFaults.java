package dev.coppice.server.internal.oidc;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;

/** What is said where an identity provider's token cannot be checked, or says too little. */
final class IssuerFaults {
    private IssuerFaults() {}

    /** Not the caller's fault: the token may be good. */
    static CoppiceException unreachable(Throwable cause) {
        return Fault.of("access.issuer-unreachable", Kind.UNAVAILABLE)
                .refused("The request was not let in.")
                .found("The keys of the identity provider that its token names could not be fetched.")
                .changed("Nothing was changed.")
                .next("Try again in a moment, or use a token of this server.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
    }

    static CoppiceException noRole() {
        return Fault.of("access.no-role", Kind.REFUSED)
                .refused("The request was not let in.")
                .found("The identity provider's token is good, and gives its bearer no role here.")
                .changed("Nothing was changed.")
                .next("Ask whoever keeps the section oidc of coppice.yaml, or the groups of the identity provider.")
                .exception();
    }

    static CoppiceException badSubject() {
        return Fault.of("access.bad-subject", Kind.REFUSED)
                .refused("The request was not let in.")
                .found("The subject of the identity provider's token has no name fit for the audit trail: 1 to 90"
                        + " characters, none of them a control character.")
                .changed("Nothing was changed.")
                .next("Use a token of this server.")
                .exception();
    }
}
