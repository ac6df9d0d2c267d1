package dev.coppice.archive;

import dev.coppice.archive.internal.json.JsonException;
import dev.coppice.archive.internal.manifest.ManifestJson;
import dev.coppice.archive.internal.manifest.ManifestReader;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the rows of a segment's frames are: deleted rows of a table, or what its edited rows held before. A value for any
 * thread.
 *
 * @param table the table
 * @param kind deleted rows, or edits
 * @param columns what each record has, in this order
 * @param ranged the columns whose smallest and largest value each frame states, where their type has an order it can keep
 */
public record FrameContent(ArchivedTable table, Kind kind, List<ArchivedColumn> columns, List<String> ranged) {
    /** What became of the rows. */
    public enum Kind {
        /** They were deleted; each record is a whole row. */
        ROWS,
        /** They stayed, and columns were set to null or a default; each record is the key and the values before. */
        EDITS
    }

    /** Copies the lists. */
    public FrameContent {
        columns = List.copyOf(columns);
        ranged = List.copyOf(ranged);
        if (!names(columns).containsAll(ranged)) {
            throw new IllegalArgumentException("ranged must be among the columns, was: " + ranged);
        }
    }

    /** Whole rows of a table; frames state the range of its key. */
    public static FrameContent rows(ArchivedTable table) {
        return new FrameContent(table, Kind.ROWS, table.columns(), table.key());
    }

    /**
     * The key, and the old values of columns that are nulled or set to a default.
     *
     * @throws IllegalArgumentException when the table has no key, or a column is not its own or is part of the key
     */
    public static FrameContent edits(ArchivedTable table, List<String> edited) {
        if (table.key().isEmpty()) {
            throw new IllegalArgumentException("table must have a primary key, was: " + table.qualifiedName());
        }
        if (edited.isEmpty() || table.key().stream().anyMatch(edited::contains)) {
            throw new IllegalArgumentException("edited must be columns outside of the key, was: " + edited);
        }
        var columns = Stream.concat(table.key().stream(), edited.stream())
                .map(table::column)
                .toList();
        return new FrameContent(table, Kind.EDITS, columns, table.key());
    }

    /**
     * Reads what {@link #text()} has written.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static FrameContent parse(String text) {
        try {
            return ManifestReader.content(text);
        } catch (JsonException damaged) {
            throw new IllegalArgumentException("text must be a content's, was not: " + damaged.getMessage(), damaged);
        }
    }

    /** All of it as text, for a ledger that must tell of it when the table is another or gone. */
    public String text() {
        return ManifestJson.write(this);
    }

    /** The same content of a table that is described in other words. */
    public FrameContent of(ArchivedTable described) {
        return new FrameContent(described, kind, columns, ranged);
    }

    /** The same content whose frames also state the range of a column, such as the age. */
    public FrameContent ranging(String column) {
        return ranged.contains(column)
                ? this
                : new FrameContent(
                        table,
                        kind,
                        columns,
                        Stream.concat(ranged.stream(), Stream.of(column)).toList());
    }

    /** The columns whose values can be loaded into a table: all but the computed ones. */
    public List<ArchivedColumn> loadable() {
        return columns.stream().filter(ArchivedColumn::isLoadable).toList();
    }

    private static List<String> names(List<ArchivedColumn> columns) {
        return columns.stream().map(ArchivedColumn::name).toList();
    }
}
