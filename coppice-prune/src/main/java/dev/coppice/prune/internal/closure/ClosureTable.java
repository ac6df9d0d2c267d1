package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table that a delete reaches.
 *
 * @param name its name
 * @param oid its number in the catalogue
 * @param sql its name as a statement spells it
 * @param partitioned whether it is the top of partitions; it is addressed by its top then
 * @param columns its columns in order
 * @param identity what tells its rows apart
 * @param estimate what the statistics say
 */
public record ClosureTable(
        TableName name,
        long oid,
        String sql,
        boolean partitioned,
        List<Column> columns,
        RowIdentity identity,
        Estimate estimate) {

    /**
     * What the statistics say of a table's size.
     *
     * @param rows how many rows; below 0 when the table was never analysed
     * @param bytes how many bytes, TOAST included, indexes not
     */
    public record Estimate(long rows, long bytes) {}

    /** Copies the columns. */
    public ClosureTable {
        columns = List.copyOf(columns);
    }

    /** The table in a FROM clause: ONLY itself, since rows of inheriting tables would be cut to its columns. */
    public String from() {
        return partitioned ? sql : "ONLY " + sql;
    }

    /** A column as a statement spells it, told apart from those of other tables. */
    public String qualified(Column column) {
        return sql + "." + column.sql();
    }

    /** A column's value, told apart in the same way; see {@link Column#of}. */
    public String value(Column column) {
        return column.of(sql);
    }

    /**
     * What tells its rows apart as long as they are locked: where they lie, the shortest way to them; or their identity, where
     * each partition has places of its own.
     */
    public List<KeyColumn> place() {
        return partitioned ? identity.columns() : RowIdentity.place(false).columns();
    }

    /** A column by its name. */
    public Optional<Column> find(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    /** A column that is known to be there. */
    public Column column(String column) {
        return find(column)
                .orElseThrow(() -> new IllegalArgumentException("column of " + name + " is unknown: " + column));
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
