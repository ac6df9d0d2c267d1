package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.FrameContent;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some archived rows, handed to the server as arrays of texts, one setting of the transaction for each column. */
final class Batch {
    private static final int ROWS = 1_000;
    private static final int CHARACTERS = 4 * 1024 * 1024;

    private final TargetTable table;
    private final List<ArchivedColumn> columns;
    private final List<Integer> places = new ArrayList<>();
    private final List<List<@Nullable String>> values = new ArrayList<>();
    private long characters;
    private int rows;

    Batch(TargetTable table, FrameContent content) {
        this.table = table;
        this.columns = content.columns().stream()
                .filter(column -> table.staged().contains(column.name()))
                .toList();
        columns.forEach(column -> {
            places.add(content.columns().indexOf(column));
            values.add(new ArrayList<>());
        });
    }

    void add(List<@Nullable String> row) {
        for (var i = 0; i < columns.size(); i++) {
            var value = row.get(places.get(i));
            values.get(i).add(value);
            characters += value == null ? 4 : value.length();
        }
        rows++;
    }

    boolean full() {
        return rows >= ROWS || characters >= CHARACTERS;
    }

    /** How many of them have which fate; empties the batch. */
    Map<Integer, Long> ask(Sql sql, Fates fates) {
        if (rows == 0) {
            return Map.of();
        }
        for (var i = 0; i < columns.size(); i++) {
            sql.set(setting(i), Fates.arrayLiteral(values.get(i)));
            values.get(i).clear();
        }
        rows = 0;
        characters = 0;
        return sql
                .exactly(
                        "SELECT coppice_fate AS fate, count(*) AS n FROM (" + fates.query(from(), "")
                                + ") AS fated GROUP BY 1",
                        row -> Map.entry((int) row.number("fate"), row.number("n")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private String from() {
        var selected = new ArrayList<String>();
        var arrays = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var i = 0; i < columns.size(); i++) {
            var type = table.find(columns.get(i).name())
                    .map(TargetColumn::type)
                    .orElse(columns.get(i).type());
            selected.add("shown.c" + i + "::" + type + " AS "
                    + Names.quoted(columns.get(i).name()));
            arrays.add("current_setting('" + setting(i) + "')::text[]");
            names.add("c" + i);
        }
        return "(SELECT " + String.join(", ", selected) + " FROM unnest(" + String.join(", ", arrays) + ") AS shown ("
                + String.join(", ", names) + "))";
    }

    private static String setting(int column) {
        return "coppice.restore_column_" + column;
    }
}
