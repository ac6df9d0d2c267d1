package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a policy would do now: a dry run as a contract. Making it wrote nothing. A value for any thread.
 *
 * @param contract what it promises, with the hash
 * @param horizon rows whose age lies before this go; empty for a policy without an age
 * @param roots the rows of the policy's own table
 * @param tables every table whose rows go or change, the policy's own first, parents before children
 * @param work how much work it would be
 * @param findings what the doctor says of it
 * @param statements what every chunk runs, in this order
 * @param partitions those that are old enough as a whole, where the policy drops such; the oldest first
 */
public record PrunePlan(
        PlanContract contract,
        Optional<Instant> horizon,
        Count roots,
        List<TablePlan> tables,
        Work work,
        List<Finding> findings,
        List<Statement> statements,
        List<PartitionPlan> partitions) {

    /**
     * A number of rows.
     *
     * @param count how many
     * @param exact whether they were counted, not estimated
     */
    public record Count(long count, boolean exact) {}

    /**
     * What happens to one table.
     *
     * @param table the table
     * @param change what happens to its rows
     * @param rows how many rows
     * @param bytes how many bytes they take, estimated
     * @param paths the relations that lead to it; empty for the policy's own table
     */
    public record TablePlan(TableName table, Change change, Count rows, long bytes, List<Path> paths) {
        /** Copies the list. */
        public TablePlan {
            paths = List.copyOf(paths);
        }

        /** The relations that lead to it, each as its own columns. */
        public List<String> via() {
            return paths.stream()
                    .map(path -> table + " (" + String.join(", ", path.columns()) + ")")
                    .toList();
        }
    }

    /**
     * One way to a table.
     *
     * @param parent the table it leads from
     * @param columns the columns that name a row of that table
     * @param rule what makes rows go or change along it, in words: {@code cascade}, {@code set null}, {@code association}
     */
    public record Path(TableName parent, List<String> columns, String rule) {
        /** Copies the columns. */
        public Path {
            columns = List.copyOf(columns);
        }
    }

    /** What happens to rows. */
    public enum Change {
        /** They are deleted. */
        DELETED,
        /** They stay, and the database changes the columns of a foreign key. */
        EDITED
    }

    /**
     * How much work it would be.
     *
     * @param rows rows deleted and changed, all tables
     * @param bytes the bytes of deleted rows, estimated
     * @param chunks how many transactions
     * @param duration how long, without brakes
     * @param assumption what the last two assume
     */
    public record Work(long rows, long bytes, long chunks, Duration duration, String assumption) {}

    /**
     * A statement every chunk runs.
     *
     * @param step what it is for
     * @param table the table it is about
     * @param why by which relation
     * @param locks what it locks
     * @param sql the statement
     */
    public record Statement(String step, TableName table, String why, String locks, String sql) {}

    /** Copies the lists. */
    public PrunePlan {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
        statements = List.copyOf(statements);
        partitions = List.copyOf(partitions);
    }

    /** The policy's name. */
    public String policy() {
        return contract.policy();
    }

    /** The hash as people see it. */
    public String hash() {
        return contract.hash();
    }

    /** Whether a finding keeps a campaign from starting. */
    public boolean blocked() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.BLOCK);
    }
}
