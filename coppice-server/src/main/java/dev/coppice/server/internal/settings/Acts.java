package dev.coppice.server.internal.settings;

import dev.coppice.control.AuditTrail;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Request;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import java.util.function.Function;

/**
 * Acts on settings: each in one transaction with its entry in the audit trail, which comes last, since appends wait for one
 * another. This node reads what was written from its answer on.
 */
final class Acts {
    private final HomeDatabase home;
    private final Settings settings;

    Acts(HomeDatabase home, Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    <A> A act(Request request, Function<SettingsStore, Acted<A>> work) {
        var reason = Reason.of(request);
        var answer = home.transaction(db -> {
            var acted = db.connectionResult(connection -> work.apply(Settings.joining(connection)));
            var who = request.principal().name();
            acted.entry().ifPresent(entry -> AuditTrail.in(db).append(entry.by(who, reason)));
            return acted.answer();
        });
        settings.refresh();
        return answer;
    }
}
