package dev.coppice.lifecycle.internal.backup;

import static dev.coppice.lifecycle.internal.backup.BackupTable.BACKUP;
import static dev.coppice.lifecycle.internal.backup.BackupTable.CLOCK;
import static dev.coppice.lifecycle.internal.backup.BackupTable.EXPIRES_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.ID;
import static dev.coppice.lifecycle.internal.backup.BackupTable.STATE;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
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
 * Removes backups whose time is over. Objects go while the row is locked and says "completed"; then the row is marked. Cut short
 * between the two, the next look finds the row, and removes what is left, which may be nothing.
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
                gone += Transactions.run(database, dsl -> remove(dsl, backup, act)) ? 1 : 0;
            } catch (CoppiceException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw BackupFaults.notExpired(failures.size(), failures.getFirst());
        }
        return gone;
    }

    // Order of locks: the epoch of holds, the resources, the backup.
    private boolean remove(DSLContext dsl, Backup backup, Act act) {
        ChunkGuard.enter(dsl);
        var kind = Optional.ofNullable(kinds.get(backup.resource().kind()));
        var family = family(backup);
        var rows = kind.stream()
                .flatMap(known -> family.stream().flatMap(id -> known.table().lock(dsl, id).stream()))
                .toList();
        if (!claimed(dsl, backup, family)) {
            return false;
        }
        try (var shelf = taking.shelf(backup)) {
            shelf.remove();
        } catch (IOException failure) {
            throw BackupFaults.store("Backup " + backup.id() + " was not removed.", failure);
        }
        new Register(dsl).expired(backup.id());
        for (var row : rows) {
            var id = new ResourceId(backup.resource().kind(), row.id());
            var state = StateRows.lock(dsl, id.kind(), row).state();
            if (state == ResourceState.DEPROVISIONED && !new Register(dsl).any(id)) {
                Transitions.in(dsl, id.kind(), kind.orElseThrow().table()).to(row, ResourceState.ERASED);
            }
        }
        AuditTrail.in(dsl)
                .append(AuditEvent.of(act, "backup.expired", backup.resource().toString())
                        .after("{\"backup\": " + backup.id() + "}"));
        return true;
    }

    private static List<String> family(Backup backup) {
        return Stream.concat(
                        Stream.of(backup.resource().id()),
                        backup.children().stream().sorted())
                .toList();
    }

    // Due and unheld once more, now that no hold can be placed: the list was read before.
    private static boolean claimed(DSLContext dsl, Backup backup, List<String> family) {
        var kind = backup.resource().kind();
        var unheld = family.stream()
                .map(id -> Holds.resourceNotHeld(kind, DSL.val(id)))
                .reduce(DSL.noCondition(), Condition::and);
        return dsl.selectOne()
                .from(BACKUP)
                .where(ID.eq(backup.id()))
                .and(STATE.eq("completed"))
                .and(EXPIRES_AT.le(CLOCK))
                .and(unheld)
                .forUpdate()
                .skipLocked()
                .fetchOptional()
                .isPresent();
    }
}
