package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.control.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Where the rows of one archived table go.
 *
 * @param archived the table as it was
 * @param name the table that gets them
 * @param there whether it is there; otherwise it will be made
 * @param partitioned whether it has partitions
 * @param columns its columns
 * @param rules what keeps two rows from standing side by side, the primary key first
 */
record TargetTable(
        ArchivedTable archived,
        TableName name,
        boolean there,
        boolean partitioned,
        List<TargetColumn> columns,
        List<UniqueRule> rules) {
    TargetTable {
        columns = List.copyOf(columns);
        rules = List.copyOf(rules);
    }

    static TableName source(ArchivedTable table) {
        return new TableName(table.schema(), table.name());
    }

    /** Its rows alone, and not those of tables that inherit from it. */
    String from() {
        return (partitioned ? "" : "ONLY ") + Names.quoted(name);
    }

    Optional<TargetColumn> find(String column) {
        return columns.stream().filter(known -> known.name().equals(column)).findFirst();
    }

    /** The archived columns it has; all values are staged, so that conditions and keys may name them. */
    List<String> staged() {
        return archived.columns().stream()
                .map(ArchivedColumn::name)
                .filter(column -> !there || find(column).isPresent())
                .toList();
    }

    /** The columns that are written. */
    List<String> written() {
        return staged().stream()
                .filter(column -> find(column).map(known -> !known.computed()).orElse(true))
                .toList();
    }

    /** The columns an existing row gets: not its key, and not what only the server may number. */
    List<String> replaced() {
        return written().stream()
                .filter(column -> !archived.key().contains(column))
                .filter(column -> find(column).map(known -> !known.numbered()).orElse(true))
                .toList();
    }

    /** Columns besides the key that no update may set; rows that differ in them cannot be replaced. */
    List<String> fixed() {
        return written().stream()
                .filter(column ->
                        !archived.key().contains(column) && !replaced().contains(column))
                .toList();
    }

    /** The primary key, where it is the one the rows had. */
    Optional<UniqueRule> key() {
        return rules.stream()
                .filter(rule -> rule.primary() && rule.columns().equals(archived.key()))
                .findFirst();
    }
}
