package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.internal.kind.Kind;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Removes backups whose time is over.
 *
 * @param parts what it works with
 */
record ExpireBackups(SensorParts parts) implements RecordedSensor.Look {
    private static final Act ACT = Act.of("sensor expire-backups", "it was hosted as long as was promised");

    @Override
    public void look(Decisions decisions) throws InterruptedException {
        Each.kind(parts, decisions, kind -> look(kind, decisions));
    }

    private void look(Kind kind, Decisions decisions) {
        var due = parts.backups().expiring(Optional.of(kind.name()));
        if (!due.isEmpty()) {
            parts.backups().expire(Optional.of(kind.name()), ACT);
        }
        var left = parts.backups().expiring(Optional.of(kind.name())).stream()
                .map(Backup::id)
                .collect(Collectors.toSet());
        for (var backup : due) {
            var subject = "backup " + backup.id();
            if (left.contains(backup.id())) {
                decisions.waited(
                        kind.name(), subject, "backup.kept", "A hold binds it, or its store did not let it go.");
            } else {
                decisions.acted(kind.name(), subject, "backup.expired", "Its time was over.");
            }
        }
        decisions.complete(kind.name());
    }
}
