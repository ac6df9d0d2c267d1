package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import dev.coppice.lifecycle.internal.kind.Descent;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * A resource with everything below it that lives.
 *
 * @param kind its kind
 * @param head the resource
 * @param below its children, and theirs. What is gone lies in a backup of its own, and the restore of this one must not raise it
 */
record Family(Kind kind, Row head, List<Row> below) {
    /** Copies the list. */
    Family {
        below = List.copyOf(below);
    }

    /** The family of a resource as it is now. */
    static Family of(DSLContext dsl, Kind kind, Row head) {
        var below = new Descent(dsl, kind.table())
                .all(head.id()).stream()
                        .filter(row -> Descent.lives(row) && !row.id().equals(head.id()))
                        .toList();
        return new Family(kind, head, below);
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
