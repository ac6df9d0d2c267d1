package dev.coppice.cli.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows in columns as wide as their widest cell. One thread. */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable() {}

    /** A table with these heads and no row yet. */
    public static TextTable of(String... heads) {
        var table = new TextTable();
        table.rows.add(List.of(heads));
        return table;
    }

    /** A table without heads. */
    public static TextTable plain() {
        return new TextTable();
    }

    /** Adds a row with as many cells as the one before. */
    public TextTable row(Object... cells) {
        if (!rows.isEmpty() && cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    "cells must be " + rows.getFirst().size() + ", were: " + cells.length);
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /** Adds rows. */
    public TextTable rows(Stream<Object[]> more) {
        more.forEach(this::row);
        return this;
    }

    @Override
    public String toString() {
        var widths = new int[rows.getFirst().size()];
        rows.forEach(row -> Arrays.setAll(
                widths, column -> Math.max(widths[column], row.get(column).length())));
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(row.get(column))
                    .append(" ".repeat(widths[column] - row.get(column).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
