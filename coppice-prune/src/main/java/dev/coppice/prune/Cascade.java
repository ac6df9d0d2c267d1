package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * Which tables a policy takes along. A value for any thread.
 *
 * @param automatic whether the catalogue decides
 * @param tables the tables, where it does not
 */
public record Cascade(boolean automatic, List<TableName> tables) {
    /** What the foreign keys of the catalogue reach. */
    public static final Cascade AUTO = new Cascade(true, List.of());

    /** Copies the tables. */
    public Cascade {
        tables = List.copyOf(tables);
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
        return new Cascade(false, tables);
    }
}
