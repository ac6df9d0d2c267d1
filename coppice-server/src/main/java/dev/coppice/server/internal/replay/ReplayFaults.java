package dev.coppice.server.internal.replay;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;

/** What is said to a caller whose key was used before. */
public final class ReplayFaults {
    /** The code of a key that another request carried. */
    public static final String OTHER_REQUEST = "idempotency.other-request";

    private static final String REFUSED = "The request was not carried out.";

    private ReplayFaults() {}

    static CoppiceException otherRequest() {
        return Fault.of(OTHER_REQUEST, Kind.USAGE)
                .refused(REFUSED)
                .found("Its idempotency key was sent before, with another method, address or body.")
                .changed("Nothing was changed by this one.")
                .next("Send each request with a key of its own.")
                .exception();
    }

    static CoppiceException inProgress() {
        return Fault.of("idempotency.in-progress", Kind.CONFLICT)
                .refused(REFUSED)
                .found("The same request with this idempotency key is being carried out.")
                .changed("Nothing was changed by this one.")
                .next("Send it again later with the same key for the answer.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    /** Nothing was begun, and the note of it goes as soon as the database is back. */
    static CoppiceException notNoted(Throwable cause) {
        return Fault.of("idempotency.not-noted", Kind.UNAVAILABLE)
                .refused(REFUSED)
                .found("The server lost its database when it noted the idempotency key.")
                .changed("Nothing was changed.")
                .next("Ask again after 60 s, with the same key.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
    }

    static CoppiceException unknown() {
        return Fault.of("idempotency.unknown", Kind.CONFLICT)
                .refused("The request was not carried out again.")
                .found(
                        "The same request with this idempotency key was begun, and its server ended before it was answered.")
                .changed("Whether that one changed something is unknown; this one changed nothing.")
                .next("Look at what it was to change; to have it carried out anew, send it with a new key.")
                .leaving(Effect.UNKNOWN, Retry.NEVER)
                .exception();
    }

    static CoppiceException withheld(int status) {
        return Fault.of("idempotency.withheld", Kind.CONFLICT)
                .refused("The request was not carried out again.")
                .found("The same request with this idempotency key was answered with " + status
                        + ", and that answer was not kept: it held a secret, or was a file or too long.")
                .changed("Nothing was changed by this one.")
                .next("Look at what it made; where that was a token whose secret is lost, revoke it and make another.")
                .leaving(Effect.COMMITTED, Retry.NEVER)
                .exception();
    }
}
