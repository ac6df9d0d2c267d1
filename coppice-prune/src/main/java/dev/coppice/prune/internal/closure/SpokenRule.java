package dev.coppice.prune.internal.closure;

import dev.coppice.prune.SubjectTable;
import dev.coppice.prune.internal.closure.Relation.Action;
import dev.coppice.prune.internal.closure.Relation.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a subject's map makes of a foreign key, whatever the database would do by itself. */
final class SpokenRule {
    private SpokenRule() {}

    /** The rule of a key with these columns; one that forgets without a column that may be empty sets none of them. */
    static Rule of(SubjectTable spoken, ForeignKey key, List<Column> columns) {
        var names = columns.stream().map(Column::name).toList();
        if (!spoken.forgets(names)) {
            return new Rule(
                    key.edits() ? Action.NO_ACTION : key.action(), key.deferrable(), List.of(), Optional.empty());
        }
        var set = new LinkedHashSet<>(emptied(spoken, columns));
        set.addAll(spoken.clear());
        set.addAll(spoken.set().keySet());
        return new Rule(Action.FORGET, key.deferrable(), List.copyOf(set), Optional.empty(), spoken.set());
    }

    private static List<String> emptied(SubjectTable spoken, List<Column> columns) {
        var named = columns.stream()
                .map(Column::name)
                .filter(spoken.forget()::contains)
                .toList();
        return named.isEmpty()
                ? columns.stream()
                        .filter(column -> !column.notNull())
                        .map(Column::name)
                        .collect(Collectors.toList())
                : named;
    }
}
