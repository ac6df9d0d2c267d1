package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRow;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.kind.Transitions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * Resources suspended and brought back with those below them, in one transaction. Rows are locked from parent to child, children
 * by id; entries in the audit trail come last.
 */
final class Suspension {
    private final DSLContext dsl;
    private final Kind kind;
    private final Act act;
    private final Transitions transitions;

    Suspension(DSLContext dsl, Kind kind, Act act) {
        this.dsl = dsl;
        this.kind = kind;
        this.act = act;
        this.transitions = Transitions.in(dsl, kind.name(), kind.table());
    }

    Row suspend(String id) {
        var row = lock(id);
        var below = below(row);
        var all = new ArrayList<>(List.of(row));
        below.stream()
                .filter(child -> state(child).state() == ResourceState.ACTIVE)
                .forEach(all::add);
        all.stream().filter(Row::protection).findFirst().ifPresent(found -> {
            throw ResourceFaults.shielded(id(row), id(found)).exception();
        });
        all.forEach(one -> transitions.suspend(one, kind.table().due(dsl, one.id())));
        told(all, "resource.suspended");
        return kind.table().find(dsl, row.id()).orElseThrow();
    }

    Row reactivate(String id) {
        var above = kind.table().find(dsl, id).flatMap(Row::parent);
        above.ifPresent(parent -> kind.table().lock(dsl, parent));
        var row = lock(id);
        var state = state(row);
        if (state.state() == ResourceState.SUSPENDED) {
            requireParent(row);
            if (due(row).isPresent()) {
                throw ResourceFaults.stillDue(id(row)).exception();
            }
        }
        var all = new ArrayList<>(List.of(row));
        below(row).stream()
                .filter(child -> together(state(child), state.suspendedAt()))
                .filter(child -> due(child).isEmpty())
                .forEach(all::add);
        all.forEach(transitions::reactivate);
        told(all, "resource.reactivated");
        return kind.table().find(dsl, row.id()).orElseThrow();
    }

    private Row lock(String id) {
        return kind.table()
                .lock(dsl, id)
                .orElseThrow(() ->
                        ResourceFaults.notFound(new ResourceId(kind.name(), id)).exception());
    }

    private List<Row> below(Row row) {
        var found = new LinkedHashMap<String, Row>();
        gather(row.id(), found, new HashSet<>(Set.of(row.id())));
        return List.copyOf(found.values());
    }

    private void gather(String parent, Map<String, Row> found, Set<String> seen) {
        for (var child : kind.table().children(dsl, parent)) {
            if (seen.add(child.id())) {
                kind.table().lock(dsl, child.id()).ifPresent(locked -> found.put(locked.id(), locked));
                gather(child.id(), found, seen);
            }
        }
    }

    private void requireParent(Row row) {
        row.parent().flatMap(parent -> kind.table().find(dsl, parent)).ifPresent(parent -> {
            var state = state(parent).state();
            if (state != ResourceState.ACTIVE) {
                throw ResourceFaults.parentNotActive(id(row), id(parent).toString(), state.stored())
                        .exception();
            }
        });
    }

    private static boolean together(StateRow child, Optional<Instant> suspendedAt) {
        return child.state() == ResourceState.SUSPENDED
                && suspendedAt.isPresent()
                && child.suspendedAt().equals(suspendedAt);
    }

    private Optional<Ending> due(Row row) {
        return kind.table().due(dsl, row.id());
    }

    private StateRow state(Row row) {
        return StateRows.lock(dsl, kind.name(), row);
    }

    private ResourceId id(Row row) {
        return new ResourceId(kind.name(), row.id());
    }

    private void told(List<Row> all, String action) {
        var with = id(all.getFirst()).toString();
        for (var row : all) {
            var details = row.equals(all.getFirst()) ? "{}" : Documents.of(Map.of("with", with));
            Notifications.in(dsl).publish(new Notification(action, id(row).toString(), details));
        }
        for (var row : all) {
            var before = Documents.of(Map.of("status", row.status().stored()));
            var after = Documents.of(row.equals(all.getFirst()) ? Map.of() : Map.of("with", with));
            AuditTrail.in(dsl)
                    .append(AuditEvent.of(act, action, id(row).toString())
                            .before(before)
                            .after(after));
        }
    }
}
