package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import java.util.Optional;

/**
 * The page of one archive.
 *
 * @param row what stands of it in a list
 * @param facts what is known of it
 * @param operates whether who looks may see rows of it, and restore them
 * @param asked what was just asked of it, and the answer
 * @param restores restores of it, newest first
 * @param notice what the last act has done, or why it was not done
 */
public record ArchiveView(
        ArchiveRow row, List<Fact> facts, boolean operates, Asked asked, List<Restored> restores, Notice notice) {
    /**
     * What was asked.
     *
     * @param verdict what reading it to its end has found
     * @param query the SQL typed, and its answer
     * @param restore what should be restored, and what that would do
     */
    public record Asked(Optional<Verdict> verdict, Query query, Restore restore) {
        static final Asked NOTHING = new Asked(Optional.empty(), Query.NONE, Restore.NONE);

        static Asked of(Verdict verdict) {
            return new Asked(Optional.of(verdict), Query.NONE, Restore.NONE);
        }

        static Asked of(Query query) {
            return new Asked(Optional.empty(), query, Restore.NONE);
        }

        static Asked of(Restore restore) {
            return new Asked(Optional.empty(), Query.NONE, restore);
        }
    }

    /**
     * What reading it to its end has found.
     *
     * @param badge whether all is as it was written
     * @param says the same in a sentence
     * @param problems what is not
     */
    public record Verdict(Badge badge, String says, List<String> problems) {}

    /**
     * SQL over it.
     *
     * @param sql what was typed
     * @param answer what came back
     * @param trouble why nothing did; empty otherwise
     */
    public record Query(String sql, Optional<Answer> answer, String trouble) {
        static final Query NONE = new Query("", Optional.empty(), "");
    }

    /**
     * Rows.
     *
     * @param columns the names of the columns
     * @param rows the rows, null where there is no value
     * @param says how many they are
     */
    public record Answer(List<String> columns, List<List<Cell>> rows, String says) {}

    /**
     * What should be restored.
     *
     * @param typed the form as it was filled
     * @param plan what it would do
     * @param act the form that does it
     * @param trouble why it cannot be told; empty otherwise
     */
    public record Restore(Typed typed, Optional<Plan> plan, Optional<ActForm> act, String trouble) {
        static final Restore NONE = new Restore(new Typed("", "", "", "fail"), Optional.empty(), Optional.empty(), "");
    }

    /**
     * The form that asks for a restore.
     *
     * @param table of which table; empty for all
     * @param where SQL that rows must meet; empty for none
     * @param into into which schema; empty for that they came from
     * @param onConflict what becomes of rows that are there already
     */
    public record Typed(String table, String where, String into, String onConflict) {}

    /**
     * What a restore would do.
     *
     * @param rows rows that come back and rows left out, by table
     * @param says what else is to be known, in sentences
     * @param conflicts what is in the way
     */
    public record Plan(List<PlanRow> rows, List<String> says, List<String> conflicts) {}

    /**
     * One table of a restore.
     *
     * @param table where rows come back
     * @param restored how many would
     * @param skipped how many would be left out
     */
    public record PlanRow(String table, String restored, String skipped) {}

    /**
     * A restore that was begun.
     *
     * @param id its number
     * @param state where it stands
     * @param reason how it came there
     * @param what what it restores
     * @param by who asked for it, and why
     * @param at when it was begun
     */
    public record Restored(long id, Badge state, String reason, String what, String by, Moment at) {}

    /** The SQL typed, or one to begin with. */
    public String sql() {
        var typed = asked.query().sql();
        return typed.isEmpty() && !row.tables().isEmpty()
                ? "SELECT * FROM " + row.tables().getFirst().spelled() + " LIMIT 20"
                : typed;
    }

    /** What may become of a row that is there already, as forms send it. */
    public List<String> conflictRules() {
        return List.of("fail", "skip", "replace");
    }

    /** The address of the page. */
    public String address() {
        return ArchivePages.address(row.campaign());
    }
}
