package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.RestorePlan;
import dev.coppice.lifecycle.RestorePlan.Part;
import dev.coppice.lifecycle.RestorePlan.Trigger;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.backup.Register.Entry;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** What a restore would do: it locks nothing, and reads what the backups say of themselves, not every byte of them. For one plan. */
final class RestorePlanning {
    private static final String LAST_WAS_DUE = """
            SELECT last.ending FROM (
                SELECT plan ->> 'ending' AS ending FROM coppice.operation
                WHERE kind = ? AND resource_id = ? AND purpose = 'teardown'
                ORDER BY id DESC LIMIT 1
            ) AS last
            WHERE last.ending IS NOT NULL
            """;

    private final DataSource database;
    private final Kind kind;
    private final Backup backup;
    private final List<Part> parts = new ArrayList<>();
    private final List<SavedParts> saved = new ArrayList<>();
    private final List<Trigger> triggers = new ArrayList<>();
    private final List<ResourceId> held = new ArrayList<>();
    private final List<Blocker> blockers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    RestorePlanning(DataSource database, Kind kind, Backup backup) {
        this.database = database;
        this.kind = kind;
        this.backup = backup;
    }

    RestorePlan plan(SnapshotBackups taking) {
        var together = List.of(backup.id());
        try {
            var entries = new Transacting(database).run(dsl -> new Register(dsl).together(backup.id()));
            together = entries.stream().map(entry -> entry.backup().id()).toList();
            read(Layers.outline(database, taking, entries));
        } catch (CoppiceException unreadable) {
            blockers.add(blocker(unreadable));
        }
        return new RestorePlan(backup, together, parts, triggers, held, blockers, warnings);
    }

    private void read(Layers outlined) {
        try (var layers = outlined) {
            var ids = layers.resources().stream().map(SavedResource::id).toList();
            layers.resources().forEach(saved -> parts(layers, saved));
            warnings.addAll(layers.remarks());
            Restoring.missing(kind, layers, backup.id())
                    .map(RestorePlanning::blocker)
                    .ifPresent(blockers::add);
            new Transacting(database).run(dsl -> {
                dsl.connection(this::tables);
                standing(dsl, ids);
                layers.need().require(dsl, "Backup " + backup.id() + " would not be restored.");
                return dsl;
            });
        }
    }

    private void parts(Layers layers, SavedResource resource) {
        for (var step : new ArrayList<>(kind.steps()).reversed()) {
            layers.parts(resource.id(), step.name()).ifPresent(found -> {
                parts.add(part(resource, step.name(), found));
                saved.add(found);
            });
        }
    }

    private void tables(Connection connection) throws SQLException {
        triggers.addAll(Firing.of(connection, kind.config(), saved));
        for (var shape : TableShapes.of(connection, saved)) {
            shape.refusal(backup.id()).map(RestorePlanning::blocker).ifPresent(blockers::add);
            shape.remark().ifPresent(warnings::add);
        }
    }

    private Part part(SavedResource saved, String step, SavedParts found) {
        return new Part(
                id(saved.id()),
                step,
                found.tables().stream().mapToLong(SavedTable::rows).sum(),
                found.objects().size());
    }

    private void standing(DSLContext dsl, List<String> ids) {
        for (var id : ids) {
            var row = kind.table().find(dsl, id);
            if (row.isEmpty()) {
                blockers.add(blocker(BackupFaults.rowGone(backup.id(), id(id))));
                continue;
            }
            var state = StateRows.find(dsl, kind.name(), row.get()).state();
            Restoring.refusal(dsl, kind, backup.id(), row.get(), state)
                    .map(RestorePlanning::blocker)
                    .ifPresent(blockers::add);
            if (kind.table().due(dsl, id).isPresent() || wasDue(dsl, id)) {
                held.add(id(id));
            }
        }
        if (!held.isEmpty() && !Restoring.mayHold(dsl)) {
            blockers.add(blocker(BackupFaults.mayNotHold(backup.id(), held.getFirst())));
        }
        newer(dsl)
                .map(later ->
                        "Backup " + later.id() + " is of a later teardown: what was changed in between is only in it.")
                .forEach(warnings::add);
    }

    /** What says that its end has come may have gone with it, and comes back with it. */
    private boolean wasDue(DSLContext dsl, String id) {
        return dsl.fetchOptional(LAST_WAS_DUE, kind.name(), id).isPresent();
    }

    private Stream<Backup> newer(DSLContext dsl) {
        return new Register(dsl)
                .of(backup.resource()).stream()
                        .map(Entry::backup)
                        .filter(other -> other.resource().equals(backup.resource())
                                && other.epoch() > backup.epoch()
                                && other.state().equals("completed"));
    }

    private ResourceId id(String id) {
        return new ResourceId(kind.name(), id);
    }

    private static Blocker blocker(CoppiceException refusal) {
        return new Blocker(
                refusal.code(), refusal.fault().found() + " " + refusal.fault().next());
    }
}
