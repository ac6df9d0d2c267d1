package dev.coppice.server.document;

import dev.coppice.control.TableName;
import dev.coppice.prune.PartitionPlan;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan as scripts see it.
 *
 * @param policy the policy's name
 * @param hash the hash as people see it
 * @param blocked whether a finding keeps a campaign from starting
 * @param horizon rows whose age lies before this go
 * @param roots the rows of the policy's own table
 * @param tables every table whose rows go or change
 * @param work how much work it would be
 * @param warnings what the doctor says of it
 * @param statements what every chunk runs, in this order
 * @param partitions those that are old enough as a whole, where the policy drops such
 * @param contract what the hash is made of
 * @param sample rows that would go, where they were asked for
 * @param script the first chunk as a script, where it was asked for
 */
public record PlanDocument(
        String policy,
        String hash,
        boolean blocked,
        @Nullable Instant horizon,
        PrunePlan.Count roots,
        List<Table> tables,
        Work work,
        List<FindingDocument> warnings,
        List<Statement> statements,
        List<Partition> partitions,
        Contract contract,
        @Nullable Sample sample,
        @Nullable String script) {

    /** Copies the lists. */
    public PlanDocument {
        tables = List.copyOf(tables);
        warnings = List.copyOf(warnings);
        statements = List.copyOf(statements);
        partitions = List.copyOf(partitions);
    }

    /**
     * A partition that is old enough as a whole.
     *
     * @param partition its name
     * @param bounds which rows it takes
     * @param bytes how many bytes it takes
     * @param reason why its rows would go one by one; absent where it would be dropped
     * @param looked whether its rows were looked at
     * @param statements what a campaign runs besides
     */
    public record Partition(
            String partition,
            String bounds,
            long bytes,
            @Nullable String reason,
            boolean looked,
            List<String> statements) {
        static Partition of(PartitionPlan plan) {
            return new Partition(
                    plan.partition().toString(),
                    plan.bounds(),
                    plan.bytes(),
                    plan.reason().orElse(null),
                    plan.looked(),
                    plan.statements());
        }
    }

    /**
     * A table whose rows go or change.
     *
     * @param table its name
     * @param change what becomes of its rows, as a word
     * @param rows how many
     * @param exact whether they were counted
     * @param bytes how many bytes they take
     * @param via the tables on one way to it
     * @param paths all the ways to it
     */
    public record Table(
            String table, String change, long rows, boolean exact, long bytes, List<String> via, List<Path> paths) {}

    /**
     * One way to a table.
     *
     * @param parent the table it hangs on
     * @param columns the columns by which
     * @param rule what happens to it when the parent goes
     */
    public record Path(String parent, List<String> columns, String rule) {}

    /**
     * How much work it would be.
     *
     * @param rows how many rows
     * @param bytes how many bytes
     * @param chunks how many transactions
     * @param durationMs how long
     * @param assumption what that is reckoned from
     */
    public record Work(long rows, long bytes, long chunks, long durationMs, String assumption) {}

    /**
     * A statement of a chunk.
     *
     * @param step which step of a chunk it is
     * @param table the table it works on
     * @param why what it is for
     * @param locks the locks it takes
     * @param sql its text
     */
    public record Statement(String step, String table, String why, String locks, String sql) {}

    /**
     * What the hash is made of.
     *
     * @param fullHash the hash in full
     * @param engine the engine's version
     * @param rule the policy in canonical words
     * @param fingerprint what the plan relies on
     */
    public record Contract(String fullHash, String engine, List<String> rule, List<String> fingerprint) {
        static Contract of(PlanContract contract) {
            return new Contract(contract.fullHash(), contract.engine(), contract.rule(), contract.fingerprint());
        }
    }

    /**
     * What is shown beside the plan itself.
     *
     * @param sample rows that would go
     * @param script the first chunk as a script
     */
    public record Extras(@Nullable Sample sample, @Nullable String script) {
        /** Nothing. */
        public static final Extras NONE = new Extras(null, null);
    }

    /** The document of a plan. */
    public static PlanDocument of(PrunePlan plan, Extras extras) {
        var work = plan.work();
        return new PlanDocument(
                plan.policy(),
                plan.hash(),
                plan.blocked(),
                plan.horizon().orElse(null),
                plan.roots(),
                plan.tables().stream().map(PlanDocument::table).toList(),
                new Work(
                        work.rows(),
                        work.bytes(),
                        work.chunks(),
                        work.duration().toMillis(),
                        work.assumption()),
                FindingDocument.of(plan.findings()),
                plan.statements().stream()
                        .map(each ->
                                new Statement(each.step(), name(each.table()), each.why(), each.locks(), each.sql()))
                        .toList(),
                plan.partitions().stream().map(Partition::of).toList(),
                Contract.of(plan.contract()),
                extras.sample(),
                extras.script());
    }

    private static Table table(TablePlan table) {
        return new Table(
                name(table.table()),
                table.change().name().toLowerCase(Locale.ROOT),
                table.rows().count(),
                table.rows().exact(),
                table.bytes(),
                table.via(),
                table.paths().stream()
                        .map(path -> new Path(name(path.parent()), path.columns(), path.rule()))
                        .toList());
    }

    private static String name(TableName table) {
        return table.toString();
    }
}
