package dev.coppice.prune.internal.closure;

/**
 * A column.
 *
 * @param number its number in the table
 * @param name its name
 * @param sql its name as a statement spells it
 * @param type its type with domain and modifier
 * @param keyType its type without either, in which keys are kept
 * @param domain whether its type is a domain
 * @param array whether its values are arrays
 * @param notNull whether null is forbidden
 * @param generated empty, {@code s} for stored, {@code v} for virtual
 * @param identity empty, {@code a} for always, {@code d} for by default
 */
public record Column(
        int number,
        String name,
        String sql,
        String type,
        String keyType,
        boolean domain,
        boolean array,
        boolean notNull,
        String generated,
        String identity) {

    /** Where a row lies. It holds as long as the row is locked. */
    static final Column PLACE = hidden("ctid", "tid");

    /** Which partition a row lies in. */
    static final Column PARTITION = hidden("tableoid", "oid");

    /**
     * Its value in a row, without its domain: PostgreSQL finds no operator for a domain over an enumeration. Indexes are
     * used all the same.
     */
    public String of(String row) {
        return row + "." + sql + (domain ? "::" + keyType : "");
    }

    private static Column hidden(String name, String type) {
        return new Column(0, name, name, type, type, false, false, true, "", "");
    }

    @Override
    public String toString() {
        return sql;
    }
}
