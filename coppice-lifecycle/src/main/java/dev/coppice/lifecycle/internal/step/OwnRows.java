package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.RowsStepConfig.RowsOf;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;

/**
 * Which rows are the resource's, as conditions on a row {@code t}. For one transaction.
 *
 * @param kind the kind
 * @param sql the resource as SQL
 */
record OwnRows(KindConfig kind, ResourceSql sql) {
    /** The rows that one declaration means. */
    String of(RowTable table, RowsOf declared) throws SQLException {
        return declared.when().isPresent()
                ? sql.of(declared.when().get())
                : names(table, declared.by().orElseThrow());
    }

    /** The rows of a table that any step of the kind means; of the kind's own table, the resource. */
    String of(RowTable table) throws SQLException {
        var conditions = new ArrayList<String>();
        if (table.name().equals(kind.table())) {
            conditions.add(names(table, kind.key()));
        }
        for (var step : kind.steps()) {
            if (step.rows().isPresent()) {
                for (var declared : step.rows().get().tables()) {
                    if (declared.table().equals(table.name())) {
                        conditions.add(of(table, declared));
                    }
                }
            }
        }
        return conditions.stream().collect(joining(") OR (", "(", ")"));
    }

    private String names(RowTable table, String column) throws SQLException {
        var type = table.type(column)
                .orElseThrow(() -> new StepEnded(
                        new StepOutcome.Failed("rows.unusable", table.name() + " has no column " + column)));
        return sql.names("t." + SchemaCopy.quoted(column), type);
    }
}
