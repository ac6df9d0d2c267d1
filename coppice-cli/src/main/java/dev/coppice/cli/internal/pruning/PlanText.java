package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.control.Durations;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.Sample;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a person reads it.
 *
 * @param policy the policy
 * @param plan its plan
 * @param look where it is read
 */
public record PlanText(Policy policy, PrunePlan plan, Look look) {
    private static final int LONGEST_VALUE = 40;
    private static final int CONDITION = 9;

    /** Which rows, the tree, the work, what the doctor says, and the hash. */
    public String text() {
        var parts = new ArrayList<>(List.of(which(), PlanTree.of(plan, look), work()));
        if (!plan.findings().isEmpty()) {
            parts.add("The doctor says: " + FindingText.summary(plan.findings()) + ".\n\n"
                    + new FindingText(look).of(plan.findings()));
        }
        parts.add("Plan " + look.bold(plan.hash()) + (plan.blocked() ? look.red(", blocked") : "")
                + ". Nothing was changed.");
        return String.join("\n\n", parts);
    }

    private String which() {
        var config = policy.config();
        var conditions = new ArrayList<String>();
        config.when().ifPresent(when -> conditions.add(when.strip().replaceAll("\\s+", " ")));
        plan.horizon()
                .ifPresent(horizon -> conditions.add(config.age().orElseThrow() + " before "
                        + horizon.truncatedTo(ChronoUnit.SECONDS) + " (kept "
                        + config.keep().map(Durations::format).orElse("") + ")"));
        var roots = plan.roots();
        return look.bold("Policy \"" + plan.policy() + "\"") + ": "
                + (roots.exact() ? "" : "about ")
                + Figures.count(roots.count(), "row", "rows") + " of " + config.table() + " may go.\n"
                + IntStream.range(0, conditions.size())
                        .mapToObj(i -> (i == 0 ? "  where  " : "    and  ")
                                + look.wrapped(conditions.get(i), CONDITION).strip())
                        .collect(Collectors.joining("\n"));
    }

    private String work() {
        var work = plan.work();
        var table = TextTable.plain();
        table.row(
                "Work",
                Figures.count(work.rows(), "row", "rows") + " and " + Figures.bytes(work.bytes()) + " in about "
                        + Figures.count(work.chunks(), "chunk", "chunks") + " of "
                        + Durations.format(policy.config().chunkTime()) + ", "
                        + Figures.duration(work.duration()) + " " + work.assumption());
        var limits = limits();
        if (!limits.isEmpty()) {
            table.row("Limits", String.join(", ", limits));
        }
        table.row(
                "Archive",
                policy.config()
                        .archive()
                        .map(archive ->
                                archive.to().address() + (archive.keyFile().isPresent() ? ", encrypted" : ""))
                        .orElse("none: what is deleted is gone for good"));
        if (plan.tables().stream().anyMatch(each -> each.change() == Change.EDITED)) {
            table.row("Kept", "rows of these tables stay; the database empties the columns that named what is gone");
        }
        if (plan.tables().stream().anyMatch(each -> !each.rows().exact())) {
            table.row(look.sign("≈", "~"), "estimated from the statistics, since counting would have taken too long");
        }
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private List<String> limits() {
        var config = policy.config();
        var limits = new ArrayList<String>();
        config.limits().rows().ifPresent(rows -> limits.add(Figures.count(rows) + " rows"));
        config.limits().maxShare().ifPresent(share -> limits.add(share + " of " + config.table()));
        config.limits().runtime().ifPresent(time -> limits.add(Durations.format(time)));
        if (config.heavyRoots() == HeavyRoots.REFUSE) {
            limits.add("heavy rows are refused");
        }
        return limits;
    }

    /** Rows that would go, a value cut where it is long. */
    public String sample(Sample sample) {
        if (sample.rows().isEmpty()) {
            return "No row would go.";
        }
        var table = TextTable.of(sample.columns().toArray(String[]::new));
        sample.rows()
                .forEach(row -> table.row(IntStream.range(0, row.size())
                        .mapToObj(column -> value(row.get(column)))
                        .toArray()));
        return look.bold("The first " + Figures.count(sample.rows().size(), "row", "rows") + " of "
                        + policy.config().table() + " that would go:")
                + "\n"
                + table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private String value(@Nullable String value) {
        return value == null ? "NULL" : look.cut(value.replaceAll("\\p{Cntrl}", " "), LONGEST_VALUE);
    }
}
