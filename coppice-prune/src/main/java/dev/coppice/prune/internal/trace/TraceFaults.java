package dev.coppice.prune.internal.trace;

import dev.coppice.control.TableName;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.List;
import java.util.regex.Pattern;

/** What is said when a row cannot be looked for. */
final class TraceFaults {
    // A data exception, or a violation of what a domain demands.
    private static final Pattern BAD_VALUE = Pattern.compile("22...|23514|23502");

    private TraceFaults() {}

    static Fault unknownTable(TableName table) {
        return Fault.of("trace.unknown-table", Kind.NOT_FOUND)
                .refused("No row of " + table + " was looked for.")
                .found("Neither this database nor an archive of its campaigns has a table of this name; case matters.")
                .changed("Nothing was changed.")
                .next("Name the table with its schema, as the catalogue spells both.");
    }

    static Fault noKey(TableName table) {
        return Fault.of("trace.no-key", Kind.USAGE)
                .refused("No row of " + table + " was looked for.")
                .found("The table has no primary key, and no unique index over columns that are never null.")
                .changed("Nothing was changed.")
                .next("Look for its rows with \"coppice archive query\".");
    }

    static Fault wrongNumber(TableName table, List<String> columns, int given) {
        return badKey(
                table,
                columns,
                "Its key has " + columns.size() + (columns.size() == 1 ? " column; " : " columns; ") + given
                        + (given == 1 ? " value was given." : " values were given."));
    }

    /** A refusal of the value, where that is what the database refused; else its own. */
    static RuntimeException orBadValue(SqlFailure refused, TableName table, List<String> columns) {
        return BAD_VALUE.matcher(refused.state()).matches()
                ? badKey(table, columns, "A value does not fit the type of its column.")
                        .exception(refused)
                : refused;
    }

    private static Fault badKey(TableName table, List<String> columns, String found) {
        return Fault.of("trace.bad-key", Kind.USAGE)
                .refused("No row of " + table + " was looked for.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Give a value for each of " + String.join(", ", columns) + ", in this order.");
    }

    static Fault conditionFailed(String policy, String state) {
        return Fault.of("trace.condition-failed", Kind.FAILED)
                .refused("What policy \"" + policy + "\" means for the row was not told.")
                .found("Its condition fails for this row with SQLSTATE " + state + ".")
                .changed("Nothing was changed.")
                .next("Mend the condition; a campaign would stop at this row too.");
    }

    static Fault otherKey(TableName table, List<String> columns) {
        return Fault.of("trace.other-key", Kind.FAILED)
                .refused("An archive was not searched.")
                .found("When its rows were archived, " + table + " had no columns " + String.join(", ", columns) + ".")
                .changed("Nothing was changed.")
                .next("Look for the row with \"coppice archive query\".");
    }
}
