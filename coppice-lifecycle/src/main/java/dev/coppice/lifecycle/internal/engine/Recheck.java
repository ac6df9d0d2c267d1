package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import tools.jackson.databind.JsonNode;

/**
 * Looks once more, under the lease and with the rows locked, whether what a teardown was begun for still holds. Only before
 * the point of no return. An end is read from tables of the application's without a lock: a renewal that also touches the row of the
 * resource comes before this look, or waits for the intent.
 *
 * @param dsl the transaction
 * @param kind the kind
 */
record Recheck(DSLContext dsl, Kind kind) {
    /**
     * What speaks against a teardown now.
     *
     * @param code a stable word
     * @param sentence in words
     */
    record Objection(String code, String sentence) {}

    /** The first objection against any of the operations of a tree, which are locked. */
    Optional<Objection> objection(List<Operation> tree) {
        return tree.stream()
                .filter(operation -> !operation.state().ended())
                .flatMap(operation -> objection(operation).stream())
                .findFirst();
    }

    private Optional<Objection> objection(Operation operation) {
        var resource = operation.resource();
        var row = kind.table().lock(dsl, resource.id());
        if (row.isEmpty()) {
            return Optional.of(new Objection("resource.not-found", "The row of " + resource + " is gone."));
        }
        if (row.get().status() != operation.previousStatus()) {
            return Optional.of(new Objection(
                    "resource.status-changed",
                    resource + " was " + operation.previousStatus().stored() + " and is "
                            + row.get().status().stored() + " now."));
        }
        if (row.get().protection()) {
            return Optional.of(new Objection("resource.protected", resource + " is protected now."));
        }
        return due(operation, row.get());
    }

    private Optional<Objection> due(Operation operation, Row row) {
        var basis = Basis.read(dsl, kind, row);
        if (operation.cause().equals("due") && !Blockers.due(dsl, basis)) {
            return Optional.of(
                    new Objection("resource.renewed", operation.resource() + " is not due any more: it was renewed."));
        }
        var plan = plan(operation.id());
        var hash = basis.ending(plan.ending()).hash(plan.withoutBackup(), plan.below());
        return hash.equals(operation.planHash()) && known(basis.belowIds(), plan.below())
                ? Optional.empty()
                : Optional.of(new Objection(
                        "plan.other", "The plan for " + operation.resource() + " is not the one it was begun under."));
    }

    /** Nobody has come, and whoever is missing was taken down: that is what the plan is for, whichever operation did it. */
    private boolean known(List<String> now, List<String> planned) {
        var living = Set.copyOf(now);
        return Set.copyOf(planned).containsAll(living)
                && planned.stream().filter(id -> !living.contains(id)).allMatch(this::takenDown);
    }

    private boolean takenDown(String id) {
        return kind.table()
                .find(dsl, id)
                .filter(row -> row.status() == ResourceStatus.DEPROVISIONED)
                .flatMap(row -> StateRows.find(dsl, kind.name(), row).deprovisionedAt())
                .isPresent();
    }

    private record Stored(Optional<String> ending, boolean withoutBackup, List<String> below) {}

    private Stored plan(long operation) {
        var json = Json.read(dsl.fetchSingle("SELECT plan::text AS plan FROM coppice.operation WHERE id = ?", operation)
                .get("plan", String.class));
        return new Stored(
                Optional.ofNullable(json.get("ending")).map(ending -> ending.stringValue()),
                json.get("withoutBackup").booleanValue(),
                json.get("below").valueStream().map(JsonNode::stringValue).toList());
    }
}
