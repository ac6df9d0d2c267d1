package dev.coppice.archive.query;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.Frame;
import dev.coppice.archive.Segment;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Loads a table: its rows as texts first, through a reader that checks them, and then as what they are. No file is made on
 * the way, so that an encrypted archive is nowhere in the clear.
 */
final class TableLoader {
    private static final String STAGING = "coppice_texts";

    private TableLoader() {}

    static void load(Duck duck, ArchiveReader reader, ArchivedTable table, List<Segment> segments) throws SQLException {
        duck.execute("CREATE TABLE main." + STAGING
                + IntStream.range(0, table.columns().size())
                        .mapToObj(i -> "c" + i + " VARCHAR")
                        .collect(joining(", ", " (", ")")));
        for (var segment : segments) {
            for (var frame : segment.frames()) {
                append(duck, reader, segment, frame);
            }
        }
        duck.execute("CREATE SCHEMA IF NOT EXISTS " + Duck.quoted(table.schema()));
        duck.execute("CREATE TABLE " + Duck.quoted(table.schema()) + "." + Duck.quoted(table.name()) + " AS SELECT "
                + typed(duck, table.columns()) + " FROM main." + STAGING);
        duck.execute("DROP TABLE main." + STAGING);
    }

    private static void append(Duck duck, ArchiveReader reader, Segment segment, Frame frame) throws SQLException {
        try (var rows = reader.rows(segment, frame);
                var appender = duck.connection().createAppender("main", STAGING)) {
            while (rows.hasNext()) {
                appender.beginRow();
                for (var value : rows.next()) {
                    if (value == null) {
                        appender.appendNull();
                    } else {
                        appender.append(value);
                    }
                }
                appender.endRow();
            }
        }
    }

    private static String typed(Duck duck, List<ArchivedColumn> columns) throws SQLException {
        var selects = new StringBuilder();
        for (var i = 0; i < columns.size(); i++) {
            var cast = DuckTypes.cast(columns.get(i).type(), "c" + i);
            selects.append(i == 0 ? "" : ", ")
                    .append(cast.isPresent() && fits(duck, "c" + i, cast.get()) ? cast.get() : "c" + i)
                    .append(" AS ")
                    .append(Duck.quoted(columns.get(i).name()));
        }
        return selects.toString();
    }

    // One value DuckDB does not know, such as a date before Christ, and the whole column stays text: nothing is
    // dropped.
    private static boolean fits(Duck duck, String column, String cast) throws SQLException {
        var sql = "SELECT count(" + column + ") = count(" + cast + ") FROM main." + STAGING;
        try (var statement = duck.connection().createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
