package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.ops.CoppiceException;
import java.util.List;
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
        var declared = parts.kinds().all().stream().map(Kind::name).collect(Collectors.toSet());
        var others = parts.backups().expiring(Optional.empty()).stream()
                .filter(backup -> !declared.contains(backup.resource().kind()))
                .toList();
        if (!others.isEmpty()) {
            expired(Optional.empty(), others, decisions);
        }
    }

    @Override
    public void preview(Decisions decisions) {
        Each.previewed(
                parts,
                decisions,
                kind -> parts.backups()
                        .expiring(Optional.of(kind.name()))
                        .forEach(backup -> decisions.due(
                                kind.name(), "backup " + backup.id(), "backup.expired", "Its time is over.")));
    }

    private void look(Kind kind, Decisions decisions) {
        var name = Optional.of(kind.name());
        expired(name, parts.backups().expiring(name), decisions);
        decisions.complete(kind.name());
    }

    private void expired(Optional<String> kind, List<Backup> due, Decisions decisions) {
        var failure = failure(kind);
        var left = parts.backups().expiring(kind).stream().map(Backup::id).collect(Collectors.toSet());
        for (var backup : due) {
            decide(backup, left.contains(backup.id()), decisions);
        }
        failure.ifPresent(failed -> decisions.refused(kind.orElse(Decisions.ALL), Decisions.ALL, failed));
    }

    /** Others went where one did not. */
    private Optional<CoppiceException> failure(Optional<String> kind) {
        try {
            parts.backups().expire(kind, ACT);
            return Optional.empty();
        } catch (CoppiceException failed) {
            return Optional.of(failed);
        }
    }

    private static void decide(Backup backup, boolean kept, Decisions decisions) {
        var kind = backup.resource().kind();
        var subject = "backup " + backup.id();
        if (kept) {
            decisions.waited(kind, subject, "backup.kept", "A hold binds it, or its store did not let it go.");
        } else {
            decisions.acted(kind, subject, "backup.expired", "Its time was over.");
        }
    }
}
