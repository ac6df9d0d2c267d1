package dev.coppice.prune.internal.erasure;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.Roots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A fresh look for an erased subject, by the key its erasure still knows. Foreign keys keep rows away from a row that is gone;
 * rows that name it by an id alone may have come while the last chunk ran, and those are deleted here.
 */
final class LastLook {
    private final Sql sql;
    private final Closure closure;
    private final long erasure;

    LastLook(Sql sql, Closure closure, long erasure) {
        this.sql = sql;
        this.closure = closure;
        this.erasure = erasure;
    }

    /** Whether the subject's own row is there. */
    boolean there() {
        var table = closure.rootTable();
        var own = table.identity().columns().stream()
                .map(key -> table.value(key.column()) + " " + key.equal() + " CAST("
                        + ErasurePolicy.recorded(
                                erasure, table.identity().columns().indexOf(key)) + " AS "
                        + key.column().keyType() + ")")
                .collect(joining(" AND "));
        return sql.one("SELECT count(*) AS n FROM " + table.from() + " WHERE " + own, row -> row.number("n")) > 0;
    }

    /** Deletes what nothing but an id holds to the subject, unless it is held; how many rows of each table. */
    Map<TableName, Long> sweep() {
        var swept = new TreeMap<TableName, Long>(Comparator.comparing(TableName::spelled));
        for (var relation : own()) {
            if (!relation.enforced() && bare(relation.child())) {
                var table = closure.table(relation.child());
                var rows = sql.execute(
                        "DELETE FROM " + table.from() + " WHERE " + named(relation) + " AND " + Roots.notHeld(table));
                if (rows > 0) {
                    swept.merge(relation.child(), rows, Long::sum);
                }
            }
        }
        return swept;
    }

    /** What the map deletes and is still there, in words. */
    List<String> left() {
        var left = new ArrayList<String>();
        if (there()) {
            left.add("a row of " + closure.root() + " with its key");
        }
        for (var relation : own()) {
            long rows = sql.one(
                    "SELECT count(*) AS n FROM "
                            + closure.table(relation.child()).from() + " WHERE " + named(relation),
                    row -> row.number("n"));
            if (rows > 0) {
                left.add(rows + " rows of " + relation.child());
            }
        }
        return left;
    }

    /** The relations by which rows name the subject's own row by its key. */
    private List<Relation> own() {
        var keys = keys();
        return closure.deleted().stream()
                .filter(relation -> relation.parent().equals(closure.root())
                        && !relation.child().equals(closure.root())
                        && keys.containsAll(relation.parentColumns()))
                .toList();
    }

    private List<String> keys() {
        return closure.rootTable().identity().columns().stream()
                .map(key -> key.column().name())
                .toList();
    }

    private boolean bare(TableName table) {
        return closure.relations().noneMatch(relation -> relation.parent().equals(table));
    }

    private String named(Relation relation) {
        var child = closure.table(relation.child());
        var pairs = IntStream.range(0, relation.childColumns().size())
                .mapToObj(i -> {
                    var column = child.column(relation.childColumns().get(i));
                    var part = keys().indexOf(relation.parentColumns().get(i));
                    // A foreign key compares two types where they differ; the subject's key may not fit the child's.
                    var type = relation.enforced()
                            ? closure.rootTable()
                                    .column(relation.parentColumns().get(i))
                                    .keyType()
                            : column.keyType();
                    return child.value(column) + " " + relation.operators().get(i) + " CAST("
                            + ErasurePolicy.recorded(erasure, part) + " AS " + type + ")";
                })
                .collect(joining(" AND "));
        return relation.rule()
                .type()
                .map(mark -> child.value(child.column(mark.column())) + " = " + Roots.literal(mark.value()) + " AND "
                        + pairs)
                .orElse(pairs);
    }
}
