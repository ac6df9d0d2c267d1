package dev.coppice.server.internal;

import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.api.CallerRoutes;
import dev.coppice.server.internal.api.TokenRoutes;
import dev.coppice.server.internal.console.ConsoleRoutes;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.settings.SettingsPages;
import dev.coppice.server.internal.health.HealthRoutes;
import dev.coppice.server.internal.health.Meters;
import dev.coppice.server.internal.health.Readiness;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.RouteTable;
import dev.coppice.server.internal.lifecycle.LifecycleRoutes;
import dev.coppice.server.internal.settings.SettingsRoutes;
import dev.coppice.settings.Settings;
import java.util.List;

/** Puts the rows of all parts into the one table. */
final class Routes {
    private final HomeDatabase home;
    private final Frame.Site site;
    private final Gatekeeper gatekeeper;
    private final Settings settings;
    private final LifecycleRoutes lifecycle;

    Routes(HomeDatabase home, Frame.Site site, Gatekeeper gatekeeper, Settings settings, LifecycleRoutes lifecycle) {
        this.home = home;
        this.site = site;
        this.gatekeeper = gatekeeper;
        this.settings = settings;
        this.lifecycle = lifecycle;
    }

    RouteTable table(Readiness readiness, Meters meters, OverviewReader overview) {
        return new RouteTable(List.of())
                .and(new HealthRoutes(readiness, meters).routes())
                .and(site.assets().routes())
                .and(new ConsoleRoutes(site, overview, gatekeeper).routes())
                .and(new SettingsPages(site, home, settings).routes())
                .and(CallerRoutes.routes())
                .and(new TokenRoutes(home).routes())
                .and(new SettingsRoutes(home, settings).routes())
                .and(lifecycle.routes())
                .describedAt("/api/v1/routes");
    }
}
