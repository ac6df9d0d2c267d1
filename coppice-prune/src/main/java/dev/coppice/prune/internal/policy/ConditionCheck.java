package dev.coppice.prune.internal.policy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Refusals;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;

/**
 * Has PostgreSQL parse and plan a condition, and never runs it.
 *
 * <p>The text is planned in two surroundings that no text can leave both: closing the parenthesis of {@code CAST(… AS
 * boolean)} early takes a type, which a plain parenthesis does not allow. So a text that passes both is one expression; a
 * semicolon, which the driver would take for the end of a statement, fails for the same reason. The second surrounding is
 * a WITH query, which the planner inlines unless it is volatile: a scan of it in the plan means that it is.
 */
final class ConditionCheck {
    private static final String NO_VOLATILE =
            "A volatile function may answer differently for the same row, so what is planned need not be what goes. Use now() in place of clock_timestamp(), and declare functions of your own STABLE where they are.";

    private final Sql sql;
    private final ClosureTable table;
    private final Refusals refusals;

    ConditionCheck(Sql sql, ClosureTable table, Refusals refusals) {
        this.sql = sql;
        this.table = table;
        this.refusals = refusals;
    }

    /** Whether a condition looks at its own row alone. */
    boolean check(String when) {
        var plain = explain("SELECT FROM " + table.from() + " WHERE (" + when + "\n)");
        var fenced = explain("WITH coppice_condition AS (SELECT CAST(" + when + "\nAS boolean) AS held FROM "
                + table.from() + ") SELECT held FROM coppice_condition");
        if (plain.has("LockRows") || fenced.has("LockRows")) {
            throw refusals.of(
                    "locking-condition",
                    "Its condition holds a sub-select that locks rows.",
                    "Leave out FOR UPDATE and FOR SHARE.");
        }
        if (fenced.scansQuery("coppice_condition")) {
            throw refusals.of("volatile-condition", "Its condition calls a volatile function.", NO_VOLATILE);
        }
        return !fenced.hasSubqueries();
    }

    private Explained explain(String query) {
        try {
            return sql.guarded(() -> Explained.of(sql, query));
        } catch (SqlFailure refused) {
            throw refusal(refused);
        }
    }

    private CoppiceException refusal(SqlFailure refused) {
        var mend = "Mend the condition; it is one boolean SQL expression over the columns of " + table + ".";
        return switch (refused.state()) {
            case "42804" ->
                refusals.of(
                        "not-boolean", "Its condition is not true or false: " + refused.words() + ".", mend, refused);
            case "42703", "42883", "42P01", "3F000", "42704" ->
                refusals.of(
                        "unknown-name",
                        "Its condition names something that is not there: " + refused.words() + ".",
                        "Mend the name; tables and functions outside of pg_catalog need their schema.",
                        refused);
            case "42501" ->
                refusals.of(
                        "not-permitted",
                        "The role may not read all that its condition names: " + refused.words() + ".",
                        "Grant it SELECT, or ask as another role.",
                        refused);
            default ->
                refusals.of(
                        "bad-condition",
                        "Its condition is not one boolean expression; the database says " + refused.state() + ".",
                        mend,
                        refused);
        };
    }
}
