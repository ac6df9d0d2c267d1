package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.SegmentWriter;
import dev.coppice.archive.TaggedCopy;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A statement that removes rows of one table.
 *
 * @param table the table
 * @param text the statement, without RETURNING
 */
public record Deletion(ClosureTable table, String text) {
    /** The statement as it yields whole rows. */
    public String returning() {
        return text + " RETURNING "
                + table.columns().stream().map(table::qualified).collect(joining(", "));
    }

    /** One statement that removes rows of all these tables and answers how many, {@code n0} and on. */
    public static String counted(List<Deletion> group) {
        var parts = IntStream.range(0, group.size())
                .mapToObj(i -> "d" + i + " AS (" + group.get(i).text() + " RETURNING 1)")
                .collect(joining(", "));
        var counts = IntStream.range(0, group.size())
                .mapToObj(i -> "(SELECT count(*) FROM d" + i + ") AS n" + i)
                .collect(joining(", "));
        return "WITH " + parts + " SELECT " + counts;
    }

    /** The statement that removes rows of all these tables, and sends them to an archive if there is one. */
    static String text(List<Deletion> group, boolean archived) {
        if (!archived) {
            return group.size() == 1 ? group.getFirst().text() : counted(group);
        }
        if (group.size() == 1) {
            return SegmentWriter.copy(group.getFirst().returning());
        }
        var types = group.stream()
                .map(each -> each.table().columns().stream().map(Column::type).toList())
                .toList();
        return SegmentWriter.copy(
                TaggedCopy.query(types, group.stream().map(Deletion::returning).toList()));
    }
}
