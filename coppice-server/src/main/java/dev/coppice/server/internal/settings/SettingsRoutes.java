package dev.coppice.server.internal.settings;

import dev.coppice.server.Role;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.Settings;
import java.util.List;
import java.util.stream.Stream;

/** Settings over HTTP, under {@code /api/v1/settings}. */
public final class SettingsRoutes {
    private final HomeDatabase home;
    private final Settings settings;

    /** Routes on settings that are kept in {@code home}. */
    public SettingsRoutes(HomeDatabase home, Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    /** The routes. */
    public List<Route> routes() {
        var acts = new Acts(home, settings);
        var writes = new ScopeWrites(acts);
        var definitions = new RowRoutes<>(new DefinitionKind(), settings, acts);
        var entries = new RowRoutes<>(new EntryKind(), settings, acts);
        var fragments = new RowRoutes<>(new FragmentKind(), settings, acts);
        return Stream.of(
                        new MergedRoutes(settings).routes(),
                        List.of(scopes()),
                        definitions.routes(),
                        definitions.identified(),
                        entries.routes(),
                        entries.identified(),
                        fragments.routes(),
                        new SweepRoutes(acts).routes(),
                        new FragmentRoutes(settings, acts).routes(),
                        new ScopedRoutes(settings, writes).routes(),
                        new MyRoutes(settings, writes).routes())
                .flatMap(List::stream)
                .map(SettingsRoutes::asked)
                .toList();
    }

    /** Whatever changes settings is asked why. */
    private static Route asked(Route route) {
        boolean reads =
                route.method().safe() || route.contract().manner().traits().contains(Route.Trait.READS);
        return reads ? route : route.being(Route.Trait.REASONED);
    }

    private Route scopes() {
        return Route.get(RowRoutes.ROOT + "scopes", this::chain)
                .access(Access.MEMBER)
                .gives(ChainDocument.class)
                .summary("Shows the scopes there are, from the widest to the narrowest");
    }

    private Reply chain(Request request) {
        boolean reads = request.principal().role().orElseThrow().includes(Role.VIEWER);
        return Reply.ok(ChainDocument.of(settings.scopes().chain(), reads));
    }
}
