package dev.coppice.server.internal.console.settings;

import dev.coppice.control.AuditTrail;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.settings.Reason;
import dev.coppice.server.internal.settings.TrailEntry;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import java.util.function.Function;

/** What forms do: each in one transaction with its entry in the trail, which keeps the reason where one was given. */
final class PageActs {
    private final HomeDatabase home;
    private final Settings settings;

    PageActs(HomeDatabase home, Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    void act(Request request, Function<SettingsStore, TrailEntry> work) {
        var reason = Reason.typed(request);
        home.transaction(db -> {
            var entry = db.connectionResult(connection -> work.apply(Settings.joining(connection)));
            return AuditTrail.in(db).append(entry.by(request.principal().name(), reason));
        });
        settings.refresh();
    }
}
