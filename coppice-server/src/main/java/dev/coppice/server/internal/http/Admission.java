package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.access.Secret;
import io.javalin.http.Context;

/** Decides whether a request reaches its handler, before any of its body is read. */
final class Admission {
    private static final String SCHEME = "Bearer ";

    private final Gatekeeper gatekeeper;

    Admission(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /** Who asks. A route for anybody does not look at credentials, so a bad one cannot keep health from answering. */
    Principal admit(Route route, Context context) {
        var least = route.contract().access().least();
        if (least.isEmpty()) {
            return new Principal.Anonymous();
        }
        var principal = identify(route, context);
        context.attribute(RequestLog.CALLER, principal.name());
        var held = principal.role().orElseThrow(AccessFaults::credentialMissing);
        if (!held.includes(least.get())) {
            throw AccessFaults.roleTooLow(held, least.get());
        }
        return principal;
    }

    private Principal identify(Route route, Context context) {
        var header = context.header("Authorization");
        if (header != null) {
            return gatekeeper.bearer(bearerSecret(header), context.ip());
        }
        var cookie = context.cookie(SessionCookie.NAME);
        if (cookie == null) {
            return new Principal.Anonymous();
        }
        return gatekeeper
                .person(new Secret(cookie), !route.contract().manner().polled())
                .orElseGet(Principal.Anonymous::new);
    }

    private static Secret bearerSecret(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw AccessFaults.credentialRefused();
        }
        return new Secret(header.substring(SCHEME.length()).strip());
    }
}
