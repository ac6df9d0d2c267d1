package dev.coppice.server.internal.oidc;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.server.internal.access.ThrottledException;
import java.time.Duration;

/** What is said where an identity provider's token cannot be checked, or says too little. */
final class IssuerFaults {
    private IssuerFaults() {}

    /** Not the caller's fault: the token may be good. */
    static CoppiceException unreachable(Throwable cause) {
        var refused = new ThrottledException(
                Fault.of("access.issuer-unreachable", Kind.UNAVAILABLE)
                        .refused("The request was not let in.")
                        .found(
                                "The keys of the identity provider that its token names are not known: it does not answer, or"
                                        + " has not answered yet.")
                        .changed("Nothing was changed.")
                        .next("Ask again after 10 s, or use a token of this server.")
                        .leaving(Effect.NONE, Retry.SAFE),
                Duration.ofSeconds(9));
        refused.initCause(cause);
        return refused;
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
