package dev.coppice.lifecycle;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Rows that belong to a resource, and the rows that refer to them. A value for any thread.
 *
 * @param tables the tables, in any order
 * @param associations rows that name removed rows by type and id without a foreign key
 */
public record RowsStepConfig(
        @Key("The tables, in any order.") List<RowsOf> tables,

        @Key("Rows that name removed rows by type and id without a foreign key.")
        List<AssociatedRows> associations) {
    /** Copies the lists. */
    public RowsStepConfig {
        tables = List.copyOf(tables);
        associations = List.copyOf(associations);
    }

    /**
     * Rows of one table. A value for any thread.
     *
     * @param table the table
     * @param by the column that names the resource
     * @param when for tables that name it otherwise: a condition on the row {@code t}, with {@code {id}} in it
     */
    public record RowsOf(
            @Key("The table, with its schema.") TableName table,

            @Key("The column that names the resource.") Optional<String> by,

            @Key("For tables that name it otherwise: a condition on the row t, with {id} in it.")
            Optional<String> when)
            implements Checked {
        @Override
        public void check(Problems problems) {
            if (by.isPresent() == when.isPresent()) {
                problems.add("table", "must have by or when, and not both");
            }
        }
    }

    /**
     * Rows that name others by type and id. A value for any thread.
     *
     * @param table the table with the associations
     * @param of the table whose rows they name
     * @param typeColumn the column with the type
     * @param type the type, as that column has it
     * @param idColumn the column with the id
     */
    public record AssociatedRows(
            @Key("The table with the associations.") TableName table,

            @Key("The table whose rows they name.") TableName of,

            @Key("The column with the type.") Optional<String> typeColumn,

            @Key("The type, as that column has it.") Optional<String> type,

            @Key("The column with the id, as text.") String idColumn) {}
}
