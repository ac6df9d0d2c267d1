package dev.coppice.prune.internal.restore;

import java.util.List;
import java.util.Optional;

/**
 * A primary key, unique or exclusion constraint, or unique index: what keeps two rows from standing side by side.
 *
 * @param name its name
 * @param primary whether it is the primary key
 * @param columns the columns it compares, in order; empty where it compares something else
 * @param expressions what it compares, in SQL over the table's columns
 * @param operators how, one for each expression
 * @param predicate which rows it is about, if not about all
 * @param nullsEqual whether nulls count as equal
 */
record UniqueRule(
        String name,
        boolean primary,
        List<String> columns,
        List<String> expressions,
        List<String> operators,
        Optional<String> predicate,
        boolean nullsEqual) {
    UniqueRule {
        columns = List.copyOf(columns);
        expressions = List.copyOf(expressions);
        operators = List.copyOf(operators);
    }
}
