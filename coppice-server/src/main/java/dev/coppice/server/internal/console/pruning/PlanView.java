package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.PrunePlan;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of a plan.
 *
 * @param policy the policy's name
 * @param hash its hash
 * @param says what it would do, in sentences
 * @param picture the closure
 * @param tables the closure again, as a table
 * @param findings what the doctor says
 * @param statements what every chunk runs
 * @param sample rows that would go; null for who may not see stored values
 * @param act what may be done with it
 * @param notice why something was not done
 */
public record PlanView(
        String policy,
        String hash,
        List<String> says,
        PlanPicture picture,
        List<TableRow> tables,
        List<FindingView> findings,
        List<PrunePlan.Statement> statements,
        @Nullable SampleView sample,
        Acting act,
        Notice notice) {
    /**
     * A table of the closure.
     *
     * @param table its name
     * @param rows how many rows
     * @param happens what happens to them
     * @param ways how they are reached
     */
    public record TableRow(String table, String rows, String happens, List<String> ways) {}

    /**
     * Rows that would go.
     *
     * @param columns the names of the columns
     * @param rows the values
     */
    public record SampleView(List<String> columns, List<List<Cell>> rows) {}

    /**
     * What may be done with a plan.
     *
     * @param operates whether who looks may act
     * @param keptBack why it may not be executed now; empty when it may
     * @param signed who has approved it, and why
     * @param forms what may be done
     */
    public record Acting(boolean operates, String keptBack, List<String> signed, List<ActForm> forms) {}

    /** The address of the policy's page. */
    public String policyLink() {
        return PolicyPages.address(policy);
    }
}
