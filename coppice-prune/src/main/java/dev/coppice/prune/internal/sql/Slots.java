package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Rows of several tables in one recursive query: a tag says whose row it is, and what would be kept of a row in hand lies in
 * slots of its table, with nulls in all others.
 *
 * @param sets what is kept of each table
 * @param tables the tables
 */
public record Slots(Sets sets, List<TableName> tables) {
    /** Copies the tables. */
    public Slots {
        tables = List.copyOf(tables);
    }

    /** The number of a table. */
    public int tag(TableName table) {
        return tables.indexOf(table);
    }

    /** What a query on a table selects to yield such rows. */
    public String row(TableName table) {
        var set = sets.locked(table);
        return filled(table, i -> set.table().qualified(set.kept().get(i)));
    }

    /** The same of a row in hand. */
    String hand(TableName table, String alias) {
        return filled(table, i -> alias + ".coppice_c" + i);
    }

    private String filled(TableName table, IntFunction<String> own) {
        var values = new ArrayList<String>();
        values.add(tag(table) + " AS tag");
        for (var each : tables) {
            var kept = sets.locked(each);
            for (var i = 0; i < kept.kept().size(); i++) {
                var value = each.equals(table) ? own.apply(i) : "NULL";
                values.add(value + "::" + type(kept.kept().get(i)) + " AS " + slot(each, i));
            }
        }
        return String.join(", ", values);
    }

    /** The slots of such a row, to be selected again. */
    String again(String alias) {
        return tables.stream()
                .flatMap(table -> IntStream.range(0, sets.locked(table).kept().size())
                        .mapToObj(i -> ", " + alias + "." + slot(table, i)))
                .collect(joining("", alias + ".tag", ""));
    }

    /** The slots of one table under the names its columns are kept by. */
    public String kept(TableName table, String alias) {
        return IntStream.range(0, sets.locked(table).kept().size())
                .mapToObj(i -> alias + "." + slot(table, i) + " AS coppice_c" + i)
                .collect(joining(", "));
    }

    private String slot(TableName table, int column) {
        return "s" + tag(table) + "_" + column;
    }

    private static String type(Column column) {
        return column.array() ? "text" : column.keyType();
    }
}
