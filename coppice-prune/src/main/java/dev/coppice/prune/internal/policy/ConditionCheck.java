package dev.coppice.prune.internal.policy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import org.jspecify.annotations.Nullable;

/**
 * Has PostgreSQL parse and plan a condition, and never runs it.
 *
 * <p>The text is planned in two surroundings that no text can leave both: closing the parenthesis of {@code CAST(… AS
 * boolean)} early takes a type, which a plain parenthesis does not allow. So a text that passes both is one expression; a
 * semicolon, which the driver would take for the end of a statement, fails for the same reason. The second surrounding is
 * a WITH query, which the planner inlines unless it is volatile: a scan of it in the plan means that it is.
 */
public final class ConditionCheck {
    private static final String NO_VOLATILE =
            "A volatile function may answer differently for the same row, so what is planned need not be what goes. Use now() in place of clock_timestamp(), and declare functions of your own STABLE where they are.";

    private final Sql sql;
    private final String from;
    private final String told;
    private final Refusing refusing;

    /** Checks conditions over the columns of {@code from}, which people know as {@code told}. */
    public ConditionCheck(Sql sql, String from, String told, Refusing refusing) {
        this.sql = sql;
        this.from = from;
        this.told = told;
        this.refusing = refusing;
    }

    /** Says that a condition cannot be used, for whoever asked. */
    @FunctionalInterface
    public interface Refusing {
        /** The refusal; {@code reason} is the second part of its code. */
        CoppiceException of(String reason, String found, String next, @Nullable Throwable cause);
    }

    /** Whether a condition looks at its own row alone. */
    public boolean check(String when) {
        var plain = explain("SELECT FROM " + from + " WHERE (" + when + "\n)");
        var fenced = explain("WITH coppice_condition AS (SELECT CAST(" + when + "\nAS boolean) AS held FROM " + from
                + ") SELECT held FROM coppice_condition");
        if (plain.has("LockRows") || fenced.has("LockRows")) {
            throw refusing.of(
                    "locking-condition",
                    "Its condition holds a sub-select that locks rows.",
                    "Leave out FOR UPDATE and FOR SHARE.",
                    null);
        }
        if (fenced.scansQuery("coppice_condition")) {
            throw refusing.of("volatile-condition", "Its condition calls a volatile function.", NO_VOLATILE, null);
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
        if (refused.rowSecurity()) {
            return refusing.of(
                    "row-security",
                    "Row security would hide rows from this role: " + refused.words() + ".",
                    "Ask as a role that it does not bind; \"coppice doctor\" says how this one is freed of it.",
                    refused);
        }
        var mend = "Mend the condition; it is one boolean SQL expression over the columns of " + told + ".";
        return switch (refused.state()) {
            case "42804" ->
                refusing.of(
                        "not-boolean", "Its condition is not true or false: " + refused.words() + ".", mend, refused);
            case "42703", "42883", "42P01", "3F000", "42704" ->
                refusing.of(
                        "unknown-name",
                        "Its condition names something that is not there: " + refused.words() + ".",
                        "Mend the name; tables and functions outside of pg_catalog need their schema.",
                        refused);
            case "42501" ->
                refusing.of(
                        "not-permitted",
                        "The role may not read all that its condition names: " + refused.words() + ".",
                        "Grant it SELECT, or ask as another role.",
                        refused);
            default ->
                refusing.of(
                        "bad-condition",
                        "Its condition is not one boolean expression; the database says " + refused.state() + ".",
                        mend,
                        refused);
        };
    }
}
