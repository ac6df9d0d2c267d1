package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.time.Duration;

/** What is said of a request that cannot be understood, and of one that failed for no reason a caller could mend. */
public final class RequestFaults {
    static final String WRONG_METHOD = "request.wrong-method";
    static final String TOO_SLOW = "request.too-slow";
    static final String TOO_LARGE = "request.too-large";
    static final String WRONG_TYPE = "request.wrong-type";

    private static final String NOTHING_CHANGED = "Nothing was changed.";

    private RequestFaults() {}

    /** A value that cannot be: {@code found} says which and what is allowed. */
    public static CoppiceException invalid(String found) {
        return Fault.of("request.invalid", Kind.USAGE)
                .refused("The request was not carried out.")
                .found(found)
                .changed(NOTHING_CHANGED)
                .next("Correct it and send the request again.")
                .exception();
    }

    static CoppiceException malformed(String found) {
        return Fault.of("request.malformed", Kind.USAGE)
                .refused("The request was not carried out.")
                .found(found)
                .changed(NOTHING_CHANGED)
                .next("Send what GET /api/v1/routes describes.")
                .exception();
    }

    static CoppiceException tooLarge(int limit) {
        return Fault.of(TOO_LARGE, Kind.USAGE)
                .refused("The request was not read to its end.")
                .found("Its body is larger than " + limit / 1024 + " KiB.")
                .changed(NOTHING_CHANGED)
                .next("Send a smaller one.")
                .exception();
    }

    static CoppiceException tooSlow(Duration limit) {
        return Fault.of(TOO_SLOW, Kind.USAGE)
                .refused("The request was not read to its end.")
                .found("Its body had not arrived after " + limit.toSeconds() + " s.")
                .changed(NOTHING_CHANGED)
                .next("Send it again over a connection that is fast enough.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException wrongType(String wanted) {
        return Fault.of(WRONG_TYPE, Kind.USAGE)
                .refused("The request was not carried out.")
                .found("Its body is not declared as " + wanted + ".")
                .changed(NOTHING_CHANGED)
                .next("Send the header \"Content-Type: " + wanted + "\" with a body of that type.")
                .exception();
    }

    static CoppiceException unknownRoute() {
        return Fault.of("request.unknown-route", Kind.NOT_FOUND)
                .refused("The request was not carried out.")
                .found("There is nothing at this address.")
                .changed(NOTHING_CHANGED)
                .next("GET /api/v1/routes lists what there is.")
                .exception();
    }

    static CoppiceException wrongMethod() {
        return Fault.of(WRONG_METHOD, Kind.USAGE)
                .refused("The request was not carried out.")
                .found("This address does not answer to that method.")
                .changed(NOTHING_CHANGED)
                .next("The header Allow names the methods it answers to.")
                .exception();
    }

    public static CoppiceException stopping() {
        return Fault.of("server.stopping", Kind.UNAVAILABLE)
                .refused("The request was not carried out.")
                .found("The server is stopping.")
                .changed(NOTHING_CHANGED)
                .next("Send it again once the server has been started.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException unexpected(String incident, Throwable cause) {
        return Fault.of("server.unexpected", Kind.FAILED)
                .refused("The request failed for a reason that is not the caller's.")
                .found("The server's log has the details under incident " + incident + ".")
                .changed("Whether something was changed is unknown.")
                .next("Look at what the request was to change before you send it again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER)
                .exception(cause);
    }
}
