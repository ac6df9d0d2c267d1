package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Which tables a policy takes along. A value for any thread.
 *
 * @param automatic whether the catalogue decides
 * @param tables the tables, where it does not
 * @param spoken what a subject's map says of tables on the way; empty for a policy
 */
public record Cascade(boolean automatic, List<TableName> tables, List<SubjectTable> spoken) {
    /** What the foreign keys of the catalogue reach. */
    public static final Cascade AUTO = new Cascade(true, List.of(), List.of());

    /** Copies the lists. */
    public Cascade {
        tables = List.copyOf(tables);
        spoken = List.copyOf(spoken);
    }

    /** Reads {@code auto}. */
    public static Cascade parse(String text) {
        if (!text.equals("auto")) {
            throw new IllegalArgumentException("auto or a list of tables");
        }
        return AUTO;
    }

    /** These tables and no others. */
    public static Cascade of(List<TableName> tables) {
        return new Cascade(false, tables, List.of());
    }

    /** What the foreign keys reach, where a subject's map says what becomes of each table. */
    public static Cascade mapped(List<SubjectTable> spoken) {
        return new Cascade(true, List.of(), spoken);
    }

    /** What the map says of a table. */
    public Optional<SubjectTable> of(TableName table) {
        return spoken.stream().filter(each -> each.table().equals(table)).findFirst();
    }
}
