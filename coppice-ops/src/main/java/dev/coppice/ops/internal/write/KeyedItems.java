package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.internal.read.Returned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Items matched to rows by key inside one statement, and matched back by ordinal. */
final class KeyedItems {
    private KeyedItems() {}

    /** The row has the item's key; the key's columns come first in the items. */
    static Condition matches(List<Field<?>> keys) {
        var conditions = new ArrayList<Condition>();
        for (var key : keys) {
            conditions.add(equal(key, conditions.size()));
        }
        return DSL.and(conditions);
    }

    /** The rows in the order of their items, if each item has exactly one. */
    static <R extends Record> Optional<List<R>> inOrder(Table<R> table, List<Record> answers, int items) {
        var ordinals = answers.stream().map(KeyedItems::ordinal).distinct().count();
        if (answers.size() != items || ordinals != items) {
            return Optional.empty();
        }
        return Optional.of(answers.stream()
                .sorted(Comparator.comparing(KeyedItems::ordinal))
                .map(answer -> Returned.row(table, answer, 1))
                .toList());
    }

    static <R extends Record> List<Applied<R>> applied(List<R> rows, int firstOrdinal, Change change) {
        var applied = new ArrayList<Applied<R>>();
        for (var row : rows) {
            applied.add(new Applied<>(firstOrdinal + applied.size(), row, change));
        }
        return applied;
    }

    private static <T> Condition equal(Field<T> key, int position) {
        return key.eq(Items.field(key, position));
    }

    private static Integer ordinal(Record answer) {
        return answer.get(0, Integer.class);
    }
}
