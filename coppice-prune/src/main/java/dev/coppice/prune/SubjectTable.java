package dev.coppice.prune;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What becomes of rows of one table when a subject is erased. A value for any thread.
 *
 * @param table the table
 * @param action what happens to its rows
 * @param forget columns of foreign keys: rows that name what goes by one of them stay, and forget it
 * @param clear columns that are emptied besides in rows that stay
 * @param set columns that are set to a constant in rows that stay
 * @param reason why rows are kept
 */
public record SubjectTable(
        @Key("The table, with its schema.") TableName table,

        @Key(
                value = "What happens to its rows: they are deleted, they stay and forget the subject, or they are"
                        + " kept.",
                fallback = "delete")
        Action action,

        @Key("Columns of foreign keys: rows that name what goes by one of these stay, and the column is emptied.")
        List<String> forget,

        @Key("Columns that are emptied too in rows that forget the subject.")
        List<String> clear,

        @Key("Columns that are set to a constant in rows that forget the subject.")
        Map<String, String> set,

        @Key("Why rows are kept, such as the law that says so; needed with keep.")
        Optional<String> reason)
        implements Checked {

    /** What happens to rows. */
    public enum Action {
        /** They go. */
        DELETE,
        /** They stay and forget the subject. */
        NULLIFY,
        /** They stay for a reason; what names the subject is emptied, and nothing else changes. */
        KEEP
    }

    /** Copies lists and map; the map in the order of its columns. */
    public SubjectTable {
        forget = List.copyOf(forget);
        clear = List.copyOf(clear);
        set = Collections.unmodifiableMap(new TreeMap<>(set));
    }

    /** Rows that go. */
    public static SubjectTable deleted(TableName table) {
        return new SubjectTable(table, Action.DELETE, List.of(), List.of(), Map.of(), Optional.empty());
    }

    /** Whether a row stays when what it names by these columns goes. */
    public boolean forgets(List<String> columns) {
        return action != Action.DELETE || columns.stream().anyMatch(forget::contains);
    }

    @Override
    public void check(Problems problems) {
        if (action == Action.KEEP && reason.isEmpty()) {
            problems.add("reason", "is needed with keep: say which law or contract wants these rows");
        }
        if (action != Action.KEEP && reason.isPresent()) {
            problems.add("reason", "means something with keep alone");
        }
        var changes = !clear.isEmpty() || !set.isEmpty();
        if (action == Action.KEEP && changes) {
            problems.add(clear.isEmpty() ? "set" : "clear", "is for nullify: rows that are kept are not changed");
        }
        if (action == Action.DELETE && changes && forget.isEmpty()) {
            problems.add(clear.isEmpty() ? "set" : "clear", "is for rows that stay, and here none does");
        }
        clear.stream()
                .filter(set::containsKey)
                .findFirst()
                .ifPresent(column -> problems.add("set", "must not name " + column + ", which is cleared"));
    }
}
