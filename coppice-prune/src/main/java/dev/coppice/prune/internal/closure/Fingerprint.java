package dev.coppice.prune.internal.closure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a plan relies on, one fact per line and sorted, so that two of them differ by lines a person can read. Sizes,
 * statistics and indexes are left out: they change by themselves and make a plan slow, never wrong.
 */
final class Fingerprint {
    private Fingerprint() {}

    static List<String> lines(Collection<ClosureTable> tables, Walk walk, Catalogue catalogue) {
        var lines = new ArrayList<String>();
        for (var table : tables) {
            lines.add("table " + table + (table.partitioned() ? " partitioned" : "") + " told apart by "
                    + table.identity() + " (" + table.identity().kind() + ")");
            table.columns().forEach(column -> lines.add(line(table, column)));
            catalogue.behaviour(table.oid()).forEach(line -> lines.add("table " + table + " " + line));
        }
        Stream.of(walk.deleted(), walk.edited(), walk.blocking())
                .flatMap(List::stream)
                .forEach(relation -> lines.add(line(relation)));
        return lines.stream().distinct().sorted().toList();
    }

    private static String line(ClosureTable table, Column column) {
        return "column " + table + "." + column.name() + " " + column.type()
                + (column.notNull() ? " not null" : "")
                + (column.generated().isEmpty() ? "" : " generated " + column.generated())
                + (column.identity().isEmpty() ? "" : " identity " + column.identity());
    }

    private static String line(Relation relation) {
        return "relation " + relation.kind() + " " + relation.name() + " of " + relation + " to " + relation.parent()
                + " (" + String.join(", ", relation.parentColumns()) + ") "
                + relation.rule().action()
                + (relation.rule().deferrable() ? " deferrable" : "")
                + relation.rule()
                        .type()
                        .map(type -> " where " + type.column() + " is " + type.value())
                        .orElse("");
    }
}
