package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.Ancestors;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Removes backups whose time is over, each in three moves: it is given up in a transaction that looks at holds once more; then its
 * objects go, and no lock is held meanwhile; then the row is marked. Cut short anywhere, the next look finds the row as given up
 * and goes on. One that was given up is never read, used or restored again.
 */
final class Expiry {
    private final DataSource database;
    private final Map<String, Kind> kinds;
    private final SnapshotBackups taking;

    Expiry(DataSource database, Map<String, Kind> kinds, SnapshotBackups taking) {
        this.database = database;
        this.kinds = kinds;
        this.taking = taking;
    }

    /** One that fails does not keep the others. */
    int run(List<Backup> due, Act act) {
        var gone = 0;
        var failures = new ArrayList<CoppiceException>();
        for (var backup : due) {
            try {
                gone += remove(backup, act) ? 1 : 0;
            } catch (CoppiceException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw BackupFaults.notExpired(failures.size(), failures.getFirst());
        }
        return gone;
    }

    private boolean remove(Backup backup, Act act) {
        if (!new Transacting(database).run(dsl -> isGivenUp(dsl, backup))) {
            return false;
        }
        try (var shelf = taking.shelf(backup)) {
            shelf.remove();
        } catch (IOException failure) {
            throw BackupFaults.store("Backup " + backup.id() + " was not removed.", failure);
        }
        return new Transacting(database).run(dsl -> ended(dsl, backup, act));
    }

    // Due and unheld once more, now that no hold can be placed: the list was read before.
    private boolean isGivenUp(DSLContext dsl, Backup backup) {
        ChunkGuard.enter(dsl);
        var above = kind(backup).stream()
                .flatMap(kind -> Ancestors.of(dsl, kind, backup.resource()).stream())
                .map(ResourceId::id);
        var unheld = Stream.concat(Register.members(backup).stream(), above)
                .map(id -> Holds.resourceNotHeld(backup.resource().kind(), DSL.val(id)))
                .reduce(DSL.noCondition(), Condition::and);
        return new Register(dsl).expiring(backup.id(), unheld);
    }

    // Order of locks: the resources, the backup, the trail.
    private boolean ended(DSLContext dsl, Backup backup, Act act) {
        var rows = kind(backup).stream()
                .flatMap(known -> Register.members(backup).stream().flatMap(id -> known.table().lock(dsl, id).stream()))
                .toList();
        if (!new Register(dsl).expired(backup.id())) {
            return false;
        }
        var erased = rows.stream().filter(row -> isErased(dsl, backup, row)).toList();
        told(dsl, backup, act, "backup.expired", backup.resource());
        erased.forEach(row -> told(
                dsl,
                backup,
                act,
                "resource.erased",
                new ResourceId(backup.resource().kind(), row.id())));
        return true;
    }

    /** Whether this was the last that was kept of a resource; it is moved on then. */
    private boolean isErased(DSLContext dsl, Backup backup, Row row) {
        var kind = kind(backup).orElseThrow();
        var state = StateRows.lock(dsl, kind.name(), row).state();
        if (state != ResourceState.DEPROVISIONED || new Register(dsl).any(new ResourceId(kind.name(), row.id()))) {
            return false;
        }
        Transitions.in(dsl, kind.name(), kind.table()).to(row, ResourceState.ERASED);
        return true;
    }

    private Optional<Kind> kind(Backup backup) {
        return Optional.ofNullable(kinds.get(backup.resource().kind()));
    }

    private static void told(DSLContext dsl, Backup backup, Act act, String action, ResourceId subject) {
        AuditTrail.in(dsl)
                .append(AuditEvent.of(act, action, subject.toString()).after("{\"backup\": " + backup.id() + "}"));
    }
}
