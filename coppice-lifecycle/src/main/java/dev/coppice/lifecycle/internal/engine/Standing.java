package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import java.util.Objects;
import java.util.OptionalLong;
import org.jooq.DSLContext;

/** A resource as a plan shows it. */
final class Standing {
    private Standing() {}

    static Resource of(DSLContext dsl, Kind kind, Row row) {
        var state = StateRows.find(dsl, kind.name(), row);
        var ending = kind.table().due(dsl, row.id()).or(state::ending);
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
                ending.map(end ->
                        end.immediate() ? end.at() : end.at().plus(kind.config().retention())),
                state.fencedAt(),
                last(dsl, kind.name(), row.id()));
    }

    private static OptionalLong last(DSLContext dsl, String kind, String id) {
        return dsl
                .fetch("SELECT max(id) AS id FROM coppice.operation WHERE kind = ? AND resource_id = ?", kind, id)
                .stream()
                .map(row -> row.get("id", Long.class))
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
