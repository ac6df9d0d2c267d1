package dev.coppice.prune.internal.closure;

/**
 * A column of a row's identity. Operators are named, because types of extensions keep theirs in other schemas: with an
 * empty search path a plain {@code =} on {@code citext} would silently mean another comparison than the index's.
 *
 * @param column the column
 * @param equal its operator for equal
 * @param greater its operator for greater
 */
public record KeyColumn(Column column, String equal, String greater) {
    /** Whether its operators are the built-in ones. */
    public boolean plain() {
        return equal.equals("=") && greater.equals(">");
    }
}
