package dev.coppice.settings;

import dev.coppice.ops.Filter;
import java.util.List;
import org.jooq.OrderField;

/**
 * Which rows are wanted, and in which order; by the columns of {@link SettingFields}. A value for any thread.
 *
 * @param filter which rows
 * @param names the settings it is about; all when empty. Each must be defined
 * @param order in which order; by setting and scope when empty
 */
public record Search(Filter filter, List<String> names, List<OrderField<?>> order) {
    /** Keeps copies of the lists. */
    public Search {
        names = List.copyOf(names);
        order = List.copyOf(order);
    }

    /** Everything. */
    public static Search everything() {
        return new Search(Filter.allOf(), List.of(), List.of());
    }

    /** The same, of rows that match. */
    public Search filter(Filter rows) {
        return new Search(rows, names, order);
    }

    /** The same, of these settings. */
    public Search names(List<String> settings) {
        return new Search(filter, settings, order);
    }

    /** The same in this order. */
    public Search orderBy(OrderField<?>... columns) {
        return new Search(filter, names, List.of(columns));
    }
}
