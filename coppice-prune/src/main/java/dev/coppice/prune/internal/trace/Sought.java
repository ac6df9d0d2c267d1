package dev.coppice.prune.internal.trace;

import dev.coppice.archive.ArchivedColumn;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The key of the row that is looked for.
 *
 * @param columns its columns
 * @param cast their values as a cast to text spells them, as holds and ledger do
 * @param output their values as their types put them out, as archives do
 */
record Sought(List<String> columns, List<String> cast, List<String> output) {
    Sought {
        columns = List.copyOf(columns);
        cast = List.copyOf(cast);
        output = List.copyOf(output);
    }

    /** Whether a record has this key. */
    boolean isIn(List<@Nullable String> row, List<Place> places) {
        return IntStream.range(0, columns.size())
                .allMatch(i -> same(
                        places.get(i).column().type(),
                        output.get(i),
                        row.get(places.get(i).field())));
    }

    // Equal values that may be spelled in several ways: 1.5 and 1.50, and blanks that fill a text up.
    private static boolean same(String type, String sought, @Nullable String found) {
        if (found == null) {
            return false;
        }
        if (type.startsWith("numeric")) {
            return found.equals(sought) || (number(found) && number(sought) && compared(found, sought));
        }
        return type.startsWith("character(")
                ? found.stripTrailing().equals(sought.stripTrailing())
                : found.equals(sought);
    }

    private static boolean compared(String left, String right) {
        return new BigDecimal(left).compareTo(new BigDecimal(right)) == 0;
    }

    private static boolean number(String text) {
        return text.matches("-?\\d+(\\.\\d+)?");
    }

    /**
     * Where a column of the key stands in the records of a segment.
     *
     * @param column the column
     * @param field its place
     */
    record Place(ArchivedColumn column, int field) {}
}
