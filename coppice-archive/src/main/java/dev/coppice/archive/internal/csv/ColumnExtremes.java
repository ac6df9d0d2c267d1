package dev.coppice.archive.internal.csv;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The smallest and largest value of one column, record by record. For one thread. */
public final class ColumnExtremes {
    private final int field;
    private final ValueOrder order;
    private boolean ordered = true;
    private byte @Nullable [] min;
    private byte @Nullable [] max;

    private ColumnExtremes(int field, ValueOrder order) {
        this.field = field;
        this.order = order;
    }

    /** Of the column at {@code field}; empty when values of its type have no order that can be kept here. */
    public static Optional<ColumnExtremes> of(int field, String type) {
        return ValueOrder.of(type).map(order -> new ColumnExtremes(field, order));
    }

    /** Whether a value may lie between two others; true for a value or a type whose order is not known here. */
    public static boolean mayLieIn(String type, String min, String max, String value) {
        var sought = value.getBytes(StandardCharsets.UTF_8);
        return ValueOrder.of(type)
                .filter(order -> sought.length > 0 && order.knows(sought))
                .map(order -> order.compare(min.getBytes(StandardCharsets.UTF_8), sought) <= 0
                        && order.compare(sought, max.getBytes(StandardCharsets.UTF_8)) <= 0)
                .orElse(true);
    }

    /** Looks at one more record. */
    public void add(CsvRecord record) {
        if (!ordered || record.isNull(field)) {
            return;
        }
        var value = record.value(field);
        if (!order.knows(value)) {
            ordered = false;
            return;
        }
        if (min == null || order.compare(value, min) < 0) {
            min = value;
        }
        if (max == null || order.compare(value, max) > 0) {
            max = value;
        }
    }

    /** The smallest value; empty when there was none but nulls, or one without order. */
    public Optional<String> min() {
        return text(min);
    }

    /** The largest value; empty when {@link #min()} is. */
    public Optional<String> max() {
        return text(max);
    }

    private Optional<String> text(byte @Nullable [] value) {
        return ordered && value != null ? Optional.of(new String(value, StandardCharsets.UTF_8)) : Optional.empty();
    }
}
