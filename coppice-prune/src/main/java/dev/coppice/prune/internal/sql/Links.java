package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import java.util.stream.IntStream;

/**
 * How a relation is written as a condition on its child.
 *
 * @param closure where the relation is from
 */
public record Links(Closure closure) {
    /** That a row of the child names one of these parents. */
    public String names(Relation relation, KeySet parents) {
        if (relation.childColumns().size() > 1) {
            return marked(
                    relation,
                    "EXISTS (SELECT FROM " + parents.rows("coppice_k") + " WHERE " + pairs(relation, parents) + ")");
        }
        var child = child(relation);
        var column = child.column(relation.childColumns().getFirst());
        var parent = parents.table().column(relation.parentColumns().getFirst());
        var type = relation.enforced() ? parent.keyType() : column.keyType();
        return marked(
                relation,
                child.value(column) + " " + relation.operators().getFirst() + " ANY ("
                        + parents.values(parent.name(), type) + ")");
    }

    /** That a row of the child names the parent {@code k}. */
    public String namesRow(Relation relation, KeySet parents) {
        return marked(relation, pairs(relation, parents));
    }

    /** The table that names. */
    public ClosureTable child(Relation relation) {
        return closure.table(relation.child());
    }

    private String pairs(Relation relation, KeySet parents) {
        var child = child(relation);
        return IntStream.range(0, relation.childColumns().size())
                .mapToObj(i -> {
                    var column = child.column(relation.childColumns().get(i));
                    var value =
                            parents.column("coppice_k", relation.parentColumns().get(i));
                    var parent = parents.table().column(relation.parentColumns().get(i));
                    // A cast would keep the parent from being found by its index.
                    var cast = relation.enforced() || column.keyType().equals(parent.keyType())
                            ? ""
                            : "::text::" + column.keyType();
                    return child.value(column) + " " + relation.operators().get(i) + " " + value + cast;
                })
                .collect(joining(" AND "));
    }

    // An id alone says nothing: two types may share it.
    private String marked(Relation relation, String condition) {
        var child = child(relation);
        return relation.rule()
                .type()
                .map(mark -> "(" + child.value(child.column(mark.column())) + " = " + Roots.literal(mark.value())
                        + " AND " + condition + ")")
                .orElse(condition);
    }
}
