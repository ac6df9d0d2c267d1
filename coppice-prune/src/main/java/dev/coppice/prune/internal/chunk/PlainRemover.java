package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.Deletion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        return sql.one(Deletion.counted(group), row -> {
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
