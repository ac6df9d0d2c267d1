package dev.coppice.lifecycle.internal.resource;

import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Due;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Retention;
import dev.coppice.lifecycle.internal.kind.StateRow;
import dev.coppice.lifecycle.internal.kind.StateRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Rows of a kind as resources, with all that is known of them from elsewhere.
 *
 * @param dsl the transaction
 * @param kind the kind
 * @param ends the ends of resources by their ids
 */
public record Standings(DSLContext dsl, Kind kind, Function<List<String>, Map<String, Due>> ends) {
    /** One row. */
    public static Resource of(DSLContext dsl, Kind kind, Row row) {
        var end = kind.table().ending(dsl, row.id());
        return new Standings(
                        dsl, kind, ids -> end.map(due -> Map.of(row.id(), due)).orElse(Map.of()))
                .of(List.of(row))
                .getFirst();
    }

    /** Many rows. */
    List<Resource> of(List<Row> rows) {
        var ids = rows.stream().map(Row::id).toList();
        var ends = this.ends.apply(ids);
        var operations = operations(ids);
        var states = StateRows.find(dsl, kind.name(), rows);
        return rows.stream()
                .map(row -> resource(
                        row,
                        states.apply(row),
                        Optional.ofNullable(ends.get(row.id())),
                        Optional.ofNullable(operations.get(row.id()))))
                .toList();
    }

    private Resource resource(Row row, StateRow state, Optional<Due> due, Optional<Long> operation) {
        var ending = due.map(Due::ending);
        return new Resource(
                new ResourceId(kind.name(), row.id()),
                row.status(),
                state.state(),
                row.parent(),
                row.tier(),
                row.owner(),
                row.protection(),
                ending,
                state.suspendedAt(),
                row.protection() || state.leaving() || state.gone()
                        ? Optional.empty()
                        : Retention.over(kind.config(), state, ending),
                state.fencedAt().or(row::fencedAt),
                operation.map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private Map<String, Long> operations(List<String> ids) {
        return dsl.resultQuery("""
                        SELECT resource_id, max(id) AS operation
                        FROM coppice.operation
                        WHERE kind = {0} AND resource_id = ANY ({1})
                        GROUP BY resource_id
                        """, DSL.val(kind.name()), DSL.val(ids.toArray(String[]::new)))
                .fetchMap(row -> row.get("resource_id", String.class), row -> row.get("operation", Long.class));
    }
}
