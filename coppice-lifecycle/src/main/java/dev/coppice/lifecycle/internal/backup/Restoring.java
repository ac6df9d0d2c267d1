package dev.coppice.lifecycle.internal.backup;

import static dev.coppice.lifecycle.internal.backup.BackupTable.BACKUP;
import static dev.coppice.lifecycle.internal.backup.BackupTable.ID;
import static dev.coppice.lifecycle.internal.backup.BackupTable.STATE;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.Restored;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.certificate.Tombstones;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings back what the backups of one teardown hold: in one transaction, the resource before those below it, and the steps of each
 * in the reverse order of their teardown. Once all is back and every trigger has fired, all of it is compared with what was saved.
 *
 * <p>Most resources were torn down because their end had come, and it still has: the next look of a sensor would tear them down
 * again. So one that is due once it is back is held. That comes last, since it makes every chunk wait until this transaction ends.
 * Order of locks: the resources, each with its tombstone, the backups, the epoch of holds, the trail.
 */
final class Restoring {
    private static final String ORIGIN = "restore";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MAY_HOLD =
            "SELECT has_table_privilege('coppice.hold', 'INSERT') AND has_table_privilege('coppice.hold_epoch', 'UPDATE')";

    private final DataSource database;
    private final Kind kind;
    private final Layers layers;
    private final Wanted wanted;

    Restoring(DataSource database, Kind kind, Layers layers, Wanted wanted) {
        this.database = database;
        this.kind = kind;
        this.layers = layers;
        this.wanted = wanted;
    }

    /**
     * What is wanted.
     *
     * @param backup the backup that was named
     * @param act who wants it, and why
     */
    record Wanted(long backup, Act act) {}

    Restored run() {
        var ids = layers.resources().stream().map(SavedResource::id).toList();
        try {
            return new Transacting(database).raw(dsl -> within(dsl, ids));
        } catch (DataAccessException failure) {
            throw Transacting.told(failure);
        }
    }

    private Restored within(DSLContext dsl, List<String> ids) {
        missing(kind, layers, wanted.backup()).ifPresent(refusal -> {
            throw refusal;
        });
        layers.need().require(dsl, "Backup " + wanted.backup() + " was not restored.");
        var report = new Report();
        var shares = shares(report);
        dsl.connection(connection -> fit(connection, shares, report));
        dsl.connection(Limits::lift);
        var settings = SessionSettings.of(dsl);
        due(dsl, ids).forEach(id -> requireHoldable(dsl, id));
        var rows = ids.stream().map(id -> gone(dsl, id)).toList();
        claim(dsl);
        dsl.connection(connection ->
                shares.forEach(share -> report.restored(share.step().name(), share.restore(connection))));
        layers.remarks().forEach(report::remark);
        rows.forEach(row -> Transitions.in(dsl, kind.name(), kind.table()).to(row, ResourceState.ACTIVE));
        settings.putBack(dsl);
        compare(dsl, shares);
        settings.putBack(dsl);
        due(dsl, ids).forEach(id -> report.remark(hold(dsl, id)));
        ids.forEach(id -> told(dsl, id(id), tables(shares, id), report));
        return report.restored();
    }

    private List<Share> shares(Report report) {
        var shares = new ArrayList<Share>();
        for (var resource : layers.resources()) {
            for (var step : new ArrayList<>(kind.steps()).reversed()) {
                if (step.step() instanceof Backed backed) {
                    layers.parts(resource.id(), step.name())
                            .map(parts -> context(resource, parts, step, report))
                            .ifPresent(context -> shares.add(new Share(wanted.backup(), step, backed, context)));
                }
            }
        }
        return shares;
    }

    private void fit(Connection connection, List<Share> shares, Report report) throws SQLException {
        var shapes =
                TableShapes.of(connection, shares.stream().map(Share::saved).toList());
        for (var shape : shapes) {
            shape.refusal(wanted.backup()).ifPresent(refusal -> {
                throw refusal;
            });
            shape.remark().ifPresent(report::remark);
        }
    }

    // What is deferred is done before that, as the commit would do it.
    private void compare(DSLContext dsl, List<Share> shares) {
        dsl.connection(this::settle);
        dsl.connection(connection -> shares.forEach(share -> share.compare(connection)));
    }

    private void settle(Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        } catch (SQLException failure) {
            throw BackupFaults.deferred(wanted.backup(), failure);
        }
    }

    private static List<String> tables(List<Share> shares, String resource) {
        return shares.stream()
                .filter(share -> share.context().resource().id().equals(resource))
                .flatMap(share -> share.tables().stream())
                .distinct()
                .toList();
    }

    /** What refuses to restore what no step of today takes back: one that has no name any more would never be asked to. */
    static Optional<CoppiceException> missing(Kind kind, Layers layers, long backup) {
        var missing = layers.filled().stream()
                .filter(part -> kind.steps().stream().noneMatch(step -> takesBack(step, part)))
                .map(part -> "step " + part.step() + " of type " + part.type())
                .distinct()
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(BackupFaults.noStep(backup, String.join(", ", missing)));
    }

    private static boolean takesBack(DeclaredStep step, Part part) {
        return step.name().equals(part.step()) && step.type().equals(part.type()) && step.step() instanceof Backed;
    }

    private List<ResourceId> due(DSLContext dsl, List<String> ids) {
        return ids.stream()
                .filter(id -> kind.table().due(dsl, id).isPresent())
                .map(this::id)
                .toList();
    }

    private void requireHoldable(DSLContext dsl, ResourceId id) {
        if (!mayHold(dsl)) {
            throw BackupFaults.mayNotHold(wanted.backup(), id);
        }
    }

    static boolean mayHold(DSLContext dsl) {
        return Boolean.TRUE.equals(dsl.fetchSingle(MAY_HOLD).get(0, Boolean.class));
    }

    private String hold(DSLContext dsl, ResourceId id) {
        requireHoldable(dsl, id);
        var target = HoldTarget.resource(id.kind(), id.id());
        var hold = Holds.in(dsl).place(HoldRequest.on(target, ORIGIN, wanted.act()));
        return "The end of " + id + " has come: hold " + hold.id()
                + " keeps it from being torn down again. Release it once the resource has another end.";
    }

    private Row gone(DSLContext dsl, String id) {
        var row = kind.table().lock(dsl, id).orElseThrow(() -> BackupFaults.rowGone(wanted.backup(), id(id)));
        var state = StateRows.lock(dsl, kind.name(), row).state();
        refusal(dsl, kind, wanted.backup(), row, state).ifPresent(refusal -> {
            throw refusal;
        });
        Tombstones.claim(dsl, id(id));
        return row;
    }

    /** What refuses to bring back a resource that stands so. */
    static Optional<CoppiceException> refusal(DSLContext dsl, Kind kind, long backup, Row row, ResourceState state) {
        var id = new ResourceId(kind.name(), row.id());
        if (state != ResourceState.DEPROVISIONED) {
            return Optional.of(BackupFaults.alive(backup, id, "is " + state.stored()));
        }
        return new Ledger(dsl)
                .unfinished(id)
                .map(operation ->
                        BackupFaults.alive(backup, id, "has operation " + operation.id() + ", which has not ended"));
    }

    // Nobody expires them meanwhile.
    private void claim(DSLContext dsl) {
        var kept = dsl.selectOne()
                .from(BACKUP)
                .where(ID.in(layers.ids()))
                .and(STATE.eq("completed"))
                .forShare()
                .skipLocked()
                .fetch();
        if (kept.size() < layers.ids().size()) {
            throw BackupFaults.held(wanted.backup());
        }
    }

    private void told(DSLContext dsl, ResourceId id, List<String> tables, Report report) {
        Tombstones.lift(dsl, id, wanted.act().actor(), "It was restored from backup " + wanted.backup() + ".");
        var what = new LinkedHashMap<String, Object>();
        what.put("backup", wanted.backup());
        what.put("tables", tables);
        what.put("changedByTriggers", report.changed(id.toString()));
        AuditTrail.in(dsl)
                .append(AuditEvent.of(wanted.act(), "backup.restored", id.toString())
                        .after(JSON.writeValueAsString(what)));
    }

    private SavingContext context(SavedResource resource, SavedParts parts, DeclaredStep step, Report report) {
        var id = id(resource.id());
        return new SavingContext(
                id,
                resource.columns(),
                database,
                0,
                Optional.empty(),
                Optional.of(parts),
                report.of(step.name(), id.toString()));
    }

    private ResourceId id(String id) {
        return new ResourceId(kind.name(), id);
    }
}
