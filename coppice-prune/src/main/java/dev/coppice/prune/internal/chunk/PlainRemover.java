package dev.coppice.prune.internal.chunk;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Removes rows without keeping them.
 *
 * @param sql the chunk's transaction
 */
public record PlainRemover(Sql sql) implements Remover {
    @Override
    public Map<TableName, Long> remove(List<Deletion> group) {
        if (group.size() == 1) {
            var only = group.getFirst();
            return Map.of(only.table().name(), sql.execute(only.text()));
        }
        var parts = IntStream.range(0, group.size())
                .mapToObj(i -> "d" + i + " AS (" + group.get(i).text() + " RETURNING 1)")
                .collect(joining(", "));
        var counts = IntStream.range(0, group.size())
                .mapToObj(i -> "(SELECT count(*) FROM d" + i + ") AS n" + i)
                .collect(joining(", "));
        return sql.one("WITH " + parts + " SELECT " + counts, row -> {
            var removed = new HashMap<TableName, Long>();
            for (var i = 0; i < group.size(); i++) {
                removed.put(group.get(i).table().name(), row.number("n" + i));
            }
            return removed;
        });
    }

    @Override
    public long keep(Edit edit) {
        return edit.count();
    }
}
