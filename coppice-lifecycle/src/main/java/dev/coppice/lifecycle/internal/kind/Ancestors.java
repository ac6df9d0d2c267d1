package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Those a resource belongs to, by the rows as they are now. */
public final class Ancestors {
    private Ancestors() {}

    /** The nearest first; a circle ends where it closes. Locks nothing. */
    public static List<ResourceId> of(DSLContext dsl, Kind kind, ResourceId resource) {
        var found = new LinkedHashSet<ResourceId>();
        var next = parent(dsl, kind, resource);
        while (next.isPresent() && found.add(next.get())) {
            next = parent(dsl, kind, next.get());
        }
        return List.copyOf(found);
    }

    private static Optional<ResourceId> parent(DSLContext dsl, Kind kind, ResourceId resource) {
        if (kind.config().parent().isEmpty()) {
            return Optional.empty();
        }
        return kind.table().find(dsl, resource.id()).flatMap(Row::parent).map(id -> new ResourceId(kind.name(), id));
    }
}
