package dev.coppice.prune;

import dev.coppice.control.TableName;
import dev.coppice.prune.PrunePlan.Count;
import java.util.List;
import java.util.Optional;

/**
 * What the erasure of one subject would do now. Making it wrote nothing. A value for any thread.
 *
 * @param contract what it promises, with the hash
 * @param there whether there is such a row
 * @param tables what becomes of each table
 * @param holds holds on rows that would go or change: with any, nothing goes
 * @param findings what the doctor says of it
 * @param earlier the last erasure of this subject, running or ended
 * @param approvals how many people must approve it
 */
public record ErasurePlan(
        PlanContract contract,
        boolean there,
        List<Part> tables,
        List<HeldRow> holds,
        List<Finding> findings,
        Optional<Erasure> earlier,
        int approvals) {

    /** Copies the lists. */
    public ErasurePlan {
        tables = List.copyOf(tables);
        holds = List.copyOf(holds);
        findings = List.copyOf(findings);
    }

    /**
     * What becomes of rows of one table, or of those that one relation leads to.
     *
     * @param table the table
     * @param action what happens to them
     * @param rows how many
     * @param columns the columns that change in rows that stay
     * @param via the relations that lead to them
     * @param reason why they are kept
     */
    public record Part(
            TableName table,
            SubjectTable.Action action,
            Count rows,
            List<String> columns,
            List<String> via,
            Optional<String> reason) {
        /** Copies the lists. */
        public Part {
            columns = List.copyOf(columns);
            via = List.copyOf(via);
        }
    }

    /**
     * A hold in the way.
     *
     * @param hold its number
     * @param table on which table
     * @param reason why
     */
    public record HeldRow(long hold, TableName table, String reason) {}

    /** The hash as people see it. */
    public String hash() {
        return contract.hash();
    }

    /** Whether a finding keeps it from beginning. */
    public boolean blocked() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.BLOCK);
    }
}
