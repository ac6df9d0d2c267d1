package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * A resource with everything below it.
 *
 * @param kind its kind
 * @param head the resource
 * @param below its children, and theirs
 */
record Family(Kind kind, Row head, List<Row> below) {
    /** Copies the list. */
    Family {
        below = List.copyOf(below);
    }

    /** The family of a resource as it is now. */
    static Family of(DSLContext dsl, Kind kind, Row head) {
        var below = new ArrayList<Row>();
        descend(dsl, kind, head.id(), below);
        return new Family(kind, head, below);
    }

    private static void descend(DSLContext dsl, Kind kind, String id, List<Row> below) {
        for (var child : kind.table().children(dsl, id)) {
            if (below.stream().noneMatch(known -> known.id().equals(child.id()))) {
                below.add(child);
                descend(dsl, kind, child.id(), below);
            }
        }
    }

    ResourceId id() {
        return new ResourceId(kind.name(), head.id());
    }

    List<Row> all() {
        return Stream.concat(Stream.of(head), below.stream()).toList();
    }

    List<String> children() {
        return below.stream().map(Row::id).toList();
    }

    List<SavedResource> saved() {
        return all().stream()
                .map(row -> new SavedResource(row.id(), row.columns()))
                .toList();
    }
}
