package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;

/**
 * A table whose rows name entities by type and id, without a foreign key: memberships, grants, tags. It may name an entity
 * in more than one pair of columns, such as what belongs and what it belongs to; each pair is a side. An immutable value
 * for any thread: each method returns another one.
 */
public final class Association {
    private final Table<?> table;
    private final List<Side> sides;

    /** Columns that together name an entity: its type, and its key in the text form PostgreSQL gives it. */
    public record Side(Field<?> type, Field<?> id) {}

    private Association(Table<?> table, List<Side> sides) {
        this.table = table;
        this.sides = sides;
    }

    /** Begins with {@code table}; at least one {@link #naming} must follow. */
    public static Association in(Table<?> table) {
        return new Association(table, List.of());
    }

    /** The same table with a side: rows in which {@code type} holds the pruner's entity type are compared by {@code id}. */
    public Association naming(Field<?> type, Field<?> id) {
        var more = new ArrayList<>(sides);
        more.add(new Side(type, id));
        return new Association(table, List.copyOf(more));
    }

    /** The table. */
    public Table<?> table() {
        return table;
    }

    /** Its sides, in the order given. */
    public List<Side> sides() {
        return sides;
    }

    @Override
    public String toString() {
        return "Association[" + Names.of(table) + "]";
    }
}
