package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.closure.Relation.Support;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A relation without an index: each delete of a parent reads the whole child. */
final class RelationIndex implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .closure()
                .relations()
                .filter(relation -> relation.support() != Support.FULL)
                .map(relation -> finding(inspection, relation));
    }

    private static Finding finding(Inspection inspection, Relation relation) {
        var table = inspection.closure().table(relation.child());
        var none = relation.support() == Support.NONE;
        return new Finding(
                "foreign-key-index",
                none ? Severity.BLOCK : Severity.WARN,
                relation.toString(),
                none
                        ? "No usable index leads from a row of " + relation.parent() + " to its rows in "
                                + relation.child() + " over " + relation.name() + ": each delete reads the whole table."
                        : "An index leads from " + relation.parent() + " to " + relation.child()
                                + " over only a part of " + relation.name() + ".",
                cure(table, relation));
    }

    // A partitioned table takes no CONCURRENTLY: the index is made partition by partition and locks writes meanwhile.
    private static String cure(ClosureTable table, Relation relation) {
        return "CREATE INDEX " + (table.partitioned() ? "" : "CONCURRENTLY ") + "ON " + table.sql() + " ("
                + relation.childColumns().stream()
                        .map(column -> table.column(column).sql())
                        .collect(Collectors.joining(", "))
                + ");";
    }
}
