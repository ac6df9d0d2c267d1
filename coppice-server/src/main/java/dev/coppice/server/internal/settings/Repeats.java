package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.RequestFaults;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one batch, of which few may mean a row that one before them means: each of those is written by itself,
 * while all rows of the batch are locked.
 */
final class Repeats<I, W> implements Function<I, W> {
    private static final int MOST = 100;

    private final Function<I, W> reading;
    private final Function<I, ? extends @Nullable Object> row;
    private final Set<@Nullable Object> met = new HashSet<>();
    private int repeats;

    /** Reads by {@code reading}; items are of one row where {@code row} answers the same. */
    Repeats(Function<I, W> reading, Function<I, ? extends @Nullable Object> row) {
        this.reading = reading;
        this.row = row;
    }

    @Override
    public W apply(I item) {
        if (!met.add(row.apply(item)) && ++repeats > MOST) {
            throw RequestFaults.invalid("More than " + MOST + " items mean a row that an item before them means.");
        }
        return reading.apply(item);
    }
}
