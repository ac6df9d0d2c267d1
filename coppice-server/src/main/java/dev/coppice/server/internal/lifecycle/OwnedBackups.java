package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Backup;
import dev.coppice.server.KindView;
import dev.coppice.server.Role;
import dev.coppice.server.internal.access.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose backups are: those who manage the scope that owned a resource may have what is kept of it, though it is gone. */
final class OwnedBackups {
    private final Map<String, String> scopeTypes;

    OwnedBackups(List<KindView> kinds) {
        var types = new HashMap<String, String>();
        kinds.forEach(kind -> kind.ownerScope().ifPresent(type -> types.put(kind.name(), type)));
        this.scopeTypes = Map.copyOf(types);
    }

    boolean mayFetch(Principal caller, Backup backup) {
        return includes(caller, Role.OPERATOR) || owns(caller, backup);
    }

    boolean maySee(Principal caller, Backup backup) {
        return includes(caller, Role.VIEWER) || owns(caller, backup);
    }

    /** An id says nothing without its type: user 1 is not organisation 1. */
    private boolean owns(Principal caller, Backup backup) {
        var type = scopeTypes.get(backup.resource().kind());
        return type != null
                && backup.owner().isPresent()
                && caller.scopes().stream()
                        .anyMatch(one -> one.manages()
                                && one.scope().type().equals(type)
                                && one.scope().id().equals(backup.owner().get()));
    }

    private static boolean includes(Principal caller, Role least) {
        return caller.role().filter(role -> role.includes(least)).isPresent();
    }
}
