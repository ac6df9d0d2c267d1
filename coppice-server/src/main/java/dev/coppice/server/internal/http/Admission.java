package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.access.Secret;
import io.javalin.http.Context;
import java.util.Optional;

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
        var shown = shown(context);
        if (header != null) {
            return gatekeeper.bearer(shown.orElseThrow(AccessFaults::credentialRefused), Origin.of(context));
        }
        return shown.flatMap(cookie ->
                        gatekeeper.person(cookie, !route.contract().manner().has(Route.Trait.POLLED)))
                .orElseGet(Principal.Anonymous::new);
    }

    /** What a request shows of its caller: a bearer token, else the cookie of a session. Nothing is said of its being good. */
    static Optional<Secret> shown(Context context) {
        var header = context.header("Authorization");
        if (header == null) {
            return Optional.ofNullable(context.cookie(SessionCookie.NAME)).map(Secret::new);
        }
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(new Secret(header.substring(SCHEME.length()).strip()))
                : Optional.empty();
    }
}
