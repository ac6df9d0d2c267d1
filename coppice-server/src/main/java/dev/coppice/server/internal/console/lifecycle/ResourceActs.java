package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.ActForm.Field;
import java.util.List;

/** What may be done to a resource as it stands. */
final class ResourceActs {
    private ResourceActs() {}

    static List<ActForm> of(Resource resource) {
        return switch (resource.state()) {
            case ACTIVE ->
                resource.protection()
                        ? List.of(backup(resource), hold(resource))
                        : List.of(suspend(resource), backup(resource), hold(resource));
            case SUSPENDED -> List.of(reactivate(resource), backup(resource), hold(resource));
            case FENCED, TEARING_DOWN, PARKED, RESIDUAL, DEPROVISIONED -> List.of(hold(resource));
            case ERASED -> List.of();
        };
    }

    static ActForm on(ResourceId id, String label, String word, String effect) {
        return ActForm.of(label, Links.RESOURCES + "/" + word, effect)
                .carrying("kind", id.kind())
                .carrying("id", id.id());
    }

    private static ActForm suspend(Resource resource) {
        return on(
                resource.id(),
                "Suspend",
                "suspend",
                "Suspends it and all that belong to it. It can be reactivated; where its end has come, it is torn down when its"
                        + " retention is over.");
    }

    private static ActForm reactivate(Resource resource) {
        return on(
                resource.id(),
                "Reactivate",
                "reactivate",
                "Makes it active again, with all that were suspended together with it.");
    }

    private static ActForm backup(Resource resource) {
        return on(
                resource.id(),
                "Back up",
                "backup",
                "Backs it up with all that belong to it, from one moment, and reads the backup back. The page answers when that is"
                        + " done.");
    }

    private static ActForm hold(Resource resource) {
        return on(
                        resource.id(),
                        "Hold",
                        "hold",
                        "While a hold stands it is not torn down, and its backups stay. Only an admin releases it.")
                .asking(Field.text("origin", "The case or system behind it", "console")
                        .needed())
                .asking(new Field("until", "Last day of the hold, if it ends by itself", "date", "", false));
    }
}
