package dev.coppice.ops.internal.prune;

import dev.coppice.ops.internal.catalogue.Reference;
import dev.coppice.ops.internal.catalogue.Relation;
import dev.coppice.ops.internal.catalogue.Relation.Column;
import java.util.List;
import org.jooq.Field;

/**
 * A pruner, held against the catalogue.
 *
 * @param selves foreign keys of the pruner's table to itself which keep a row while another refers to it
 * @param childrenFirst every other table of the cascade, in the order of the deletes
 */
record PrunePlan(
        Relation root,
        List<KeyColumn> key,
        List<Reference> selves,
        List<Edge> edges,
        List<Relation> childrenFirst,
        List<Naming> namings) {
    /** A column of the key by which rows are chosen: as the caller knows it, and as the catalogue does. */
    record KeyColumn(Field<?> field, Column column) {}

    /** Rows of {@code child} go with the rows of {@code parent} they refer to by these columns. */
    record Edge(Relation child, List<String> columns, Relation parent, List<String> referenced) {
        /** Whether rows of a table go with other rows of it. */
        boolean isSelf() {
            return child.equals(parent);
        }
    }

    /** The columns by which an association's rows name entities. */
    record Naming(Relation table, Column type, Column id) {}

    /** The edges by which rows of {@code child} go. */
    List<Edge> edgesOf(Relation child) {
        return edges.stream().filter(edge -> edge.child().equals(child)).toList();
    }

    /** The edges by which rows go with those of {@code parent}. */
    List<Edge> edgesTo(Relation parent) {
        return edges.stream().filter(edge -> edge.parent().equals(parent)).toList();
    }
}
