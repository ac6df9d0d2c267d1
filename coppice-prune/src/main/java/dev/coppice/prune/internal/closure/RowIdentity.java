package dev.coppice.prune.internal.closure;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What tells one row of a table from all others.
 *
 * @param kind where it comes from
 * @param columns its columns in order
 */
public record RowIdentity(Kind kind, List<KeyColumn> columns) {
    /** Where an identity comes from. */
    public enum Kind {
        /** The primary key. */
        PRIMARY_KEY,
        /** A unique index over columns that are never null. */
        UNIQUE_INDEX,
        /** The place of the row; in a partitioned table with its partition. */
        PLACE
    }

    /** Copies the columns. */
    public RowIdentity {
        columns = List.copyOf(columns);
    }

    static RowIdentity place(boolean partitioned) {
        var place = new KeyColumn(Column.PLACE, "=", ">");
        return new RowIdentity(
                Kind.PLACE, partitioned ? List.of(new KeyColumn(Column.PARTITION, "=", ">"), place) : List.of(place));
    }

    @Override
    public String toString() {
        return columns.stream().map(key -> key.column().name()).collect(Collectors.joining(", "));
    }
}
