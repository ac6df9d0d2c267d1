package dev.coppice.server.internal.api;

import dev.coppice.server.CoppiceServer;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.List;

/** What a caller may know of itself. */
public final class CallerRoutes {
    private CallerRoutes() {}

    /**
     * Who calls.
     *
     * @param name the token's or person's name
     * @param role viewer, operator or admin
     * @param via token, oidc or session
     * @param version the server's
     */
    public record Caller(String name, String role, String via, String version) {}

    /** The routes. */
    public static List<Route> routes() {
        return List.of(Route.get("/api/v1/whoami", CallerRoutes::whoami)
                .access(Access.VIEWER)
                .gives(Caller.class)
                .summary("Says who calls and what they may do"));
    }

    private static Reply whoami(Request request) {
        var caller = request.principal();
        var role = caller.role().orElseThrow().word();
        var via = switch (caller) {
            case Principal.Person person -> "session";
            case Principal.Federated other -> "oidc";
            case Principal.Bearer bearer -> "token";
            case Principal.Anonymous nobody -> throw new IllegalStateException("caller must have a role");
        };
        return Reply.ok(new Caller(caller.name(), role, via, CoppiceServer.version()));
    }
}
