package dev.coppice.lifecycle.internal.backup;

import static dev.coppice.lifecycle.internal.backup.BackupTable.BACKUP;
import static dev.coppice.lifecycle.internal.backup.BackupTable.ID;
import static dev.coppice.lifecycle.internal.backup.BackupTable.STATE;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.certificate.Tombstones;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Brings back what one backup holds: in one transaction, the resource before those below it, and the steps of each in the
 * reverse order of their teardown.
 */
final class Restoring {
    private static final String UNFINISHED = """
            SELECT EXISTS (
                SELECT FROM coppice.operation WHERE kind = {0} AND resource_id = {1} AND finished_at IS NULL)
            """;

    private final DataSource database;
    private final Kind kind;
    private final Contents contents;
    private final Shelf shelf;

    Restoring(DataSource database, Kind kind, Contents contents, Shelf shelf) {
        this.database = database;
        this.kind = kind;
        this.contents = contents;
        this.shelf = shelf;
    }

    Map<String, Long> run(Act act) {
        var resources = contents.document().resources();
        var restored = Transactions.run(database, dsl -> within(dsl, resources, act));
        Tombstones.removeStored(kind, resources.stream().map(SavedResource::id).toList());
        return restored;
    }

    private Map<String, Long> within(DSLContext dsl, List<SavedResource> resources, Act act) {
        dsl.execute("SET LOCAL statement_timeout = 0");
        var rows = resources.stream().map(saved -> gone(dsl, saved.id())).toList();
        claim(dsl);
        var restored = new LinkedHashMap<String, Long>();
        resources.forEach(saved -> dsl.connection(connection -> parts(connection, saved, restored)));
        var transitions = Transitions.in(dsl, kind.name(), kind.table());
        for (var row : rows) {
            transitions.to(row, ResourceState.ACTIVE);
            Tombstones.lift(dsl, kind.name(), row.id(), "It was restored from backup " + contents.backup() + ".");
        }
        AuditTrail.in(dsl)
                .append(AuditEvent.of(
                                act,
                                "backup.restored",
                                id(resources.getFirst().id()).toString())
                        .after("{\"backup\": " + contents.backup() + "}"));
        return Map.copyOf(restored);
    }

    private Row gone(DSLContext dsl, String id) {
        var row = kind.table().lock(dsl, id).orElseThrow(() -> BackupFaults.noResource(id(id)));
        var state = StateRows.lock(dsl, kind.name(), row).state();
        if (state != ResourceState.DEPROVISIONED) {
            throw BackupFaults.alive(contents.backup(), id(id), "is " + state.stored());
        }
        if (Boolean.TRUE.equals(dsl.resultQuery(UNFINISHED, DSL.val(kind.name()), DSL.val(id))
                .fetchSingle()
                .get(0, Boolean.class))) {
            throw BackupFaults.alive(contents.backup(), id(id), "has an operation that has not ended");
        }
        return row;
    }

    // Nobody expires it meanwhile.
    private void claim(DSLContext dsl) {
        var kept = dsl.selectOne()
                .from(BACKUP)
                .where(ID.eq(contents.backup()))
                .and(STATE.eq("completed"))
                .forShare()
                .skipLocked()
                .fetchOptional();
        if (kept.isEmpty()) {
            throw BackupFaults.held(contents.backup());
        }
    }

    private void parts(Connection connection, SavedResource saved, Map<String, Long> restored) {
        for (var step : new ArrayList<>(kind.steps()).reversed()) {
            contents.document().of(saved.id()).stream()
                    .filter(part -> part.step().equals(step.name()))
                    .forEach(part -> restored.merge(step.name(), restore(connection, saved, step, part), Long::sum));
        }
    }

    private long restore(Connection connection, SavedResource resource, DeclaredStep step, Part part) {
        if (!(step.step() instanceof Backed backed)) {
            throw BackupFaults.damaged(
                    contents.backup(), "Step " + step.name() + " no longer takes back what it saved.");
        }
        var saved = new StoredParts(contents, part, shelf::borrowed);
        var context = new SavingContext(id(resource.id()), resource.columns(), database, 0, Optional.of(saved));
        try {
            return backed.restore(context, connection, saved);
        } catch (CoppiceException refused) {
            throw refused;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(step, resource, interrupted);
        } catch (Exception failure) {
            throw failed(step, resource, failure);
        }
    }

    private CoppiceException failed(DeclaredStep step, SavedResource resource, Exception failure) {
        return BackupFaults.step(
                "Backup " + contents.backup() + " was not restored.",
                step.name(),
                id(resource.id()).toString(),
                failure);
    }

    private ResourceId id(String id) {
        return new ResourceId(kind.name(), id);
    }
}
