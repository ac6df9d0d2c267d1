package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.ETags;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.settings.Viewer;
import java.util.List;
import java.util.Map;

/** Merged reads: what is public, one's own, and what an admin looks up for somebody. */
final class MergedRoutes {
    private static final Map<String, String> SHARED = Map.of("Cache-Control", "public, max-age=0, must-revalidate");
    private static final Map<String, String> OWN =
            Map.of("Cache-Control", "private, no-cache", "Vary", "Authorization, Cookie");

    private final Settings settings;

    MergedRoutes(Settings settings) {
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(
                route("public", this::everybodys, Access.ANONYMOUS, "Shows settings as everybody sees them"),
                route("my", this::my, Access.MEMBER, "Shows settings as the caller sees them"),
                route("of", this::of, Access.ADMIN, "Shows settings as somebody in the given scopes sees them")
                        .asks(Query.texts("scope")));
    }

    private static Route route(String path, Handler handler, Access access, String summary) {
        return Route.get(RowRoutes.ROOT + path, handler)
                .access(access)
                .gives(MergedDocument.class)
                .being(Route.Trait.CACHED)
                .asks(Query.texts("name"), Query.flag("origins"))
                .summary(summary);
    }

    private Reply everybodys(Request request) {
        return read(request, Viewer.anonymous(), SHARED);
    }

    private Reply my(Request request) {
        return read(request, new Standing(request.principal()).viewer(), OWN);
    }

    private Reply of(Request request) {
        var scopes = request.queries("scope").stream().map(MergedRoutes::scope).toList();
        if (scopes.isEmpty()) {
            throw SettingsFaults.badScope("It has no parameter \"scope\" that says whose settings to show.");
        }
        if (scopes.stream().map(Scope::type).distinct().count() < scopes.size()) {
            throw SettingsFaults.badScope("Two of its scopes are of one type.");
        }
        return read(request, new Viewer(scopes), OWN);
    }

    private Reply read(Request request, Viewer viewer, Map<String, String> headers) {
        boolean origins = flag(request, "origins");
        var merged = settings.read(viewer, request.queries("name"));
        if (!origins) {
            return ETags.answer(request, merged.etag(), headers, () -> MergedDocument.of(merged, false));
        }
        // The tag of the values stays when a key moves from one scope to another.
        var document = MergedDocument.of(merged, true);
        return ETags.answer(request, ETags.ofContent(document), headers, () -> document);
    }

    private static Scope scope(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.startsWith(Scope.PUBLIC.type() + ":")) {
            throw SettingsFaults.badScope("A parameter \"scope\" is not of the form TYPE:ID, or is public.");
        }
        return Scope.parse(text);
    }

    private static boolean flag(Request request, String name) {
        return switch (request.query(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RequestFaults.invalid("The parameter \"" + name + "\" is neither true nor false.");
        };
    }
}
