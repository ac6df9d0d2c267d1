package dev.coppice.ops.internal.write;

import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.fault.SqlError;
import dev.coppice.ops.internal.transaction.Session;
import dev.coppice.ops.internal.write.Batch.Item;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Record;

/**
 * The statement that writes one suspect of a slice, made once for all of them. Their gates were found open and locked by the
 * slice, so it does not ask them.
 */
record LoneStatement<R extends Record, S extends Spec<R>>(Together<R, S> together, TableFacts facts) {
    /** The errors of the items up to the first that does not fail because of its own values. */
    List<SqlError> failures(Session session, List<Item<S>> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        return session.failures(
                sql(items.getFirst().spec()),
                items.stream().map(item -> item.texts().orElseThrow()).toList());
    }

    private String sql(S spec) {
        var columns = together.columns(spec);
        var cells = IntStream.range(0, columns.size())
                .mapToObj(position -> "cast(? AS "
                        + facts.column(columns.get(position).getName()).type() + ") AS coppice_" + position)
                .collect(Collectors.joining(", "));
        return "WITH coppice_sent AS (SELECT 1 AS coppice_ord, " + cells + ") "
                + together.write(facts, spec, SliceStatement.returned(together, facts, spec));
    }
}
