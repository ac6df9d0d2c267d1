package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Looks once more, under the lease and with the rows locked, whether what a teardown was begun for still holds. Only before
 * the point of no return.
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
        return basis.ending(plan.ending()).hash(plan.withoutBackup()).equals(operation.planHash())
                ? Optional.empty()
                : Optional.of(new Objection(
                        "plan.other", "The plan for " + operation.resource() + " is not the one it was begun under."));
    }

    private record Stored(Optional<String> ending, boolean withoutBackup) {}

    private Stored plan(long operation) {
        var json = Json.read(dsl.fetchSingle("SELECT plan::text AS plan FROM coppice.operation WHERE id = ?", operation)
                .get("plan", String.class));
        return new Stored(
                Optional.ofNullable(json.get("ending")).map(ending -> ending.stringValue()),
                json.get("withoutBackup").booleanValue());
    }
}
