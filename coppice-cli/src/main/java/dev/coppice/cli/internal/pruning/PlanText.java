package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.Sample;
import dev.coppice.server.document.PlanDocument;
import dev.coppice.server.document.PolicyDocument;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
public record PlanText(PolicyDocument policy, PlanDocument plan, Look look) {
    private static final int LONGEST_VALUE = 40;
    private static final int CONDITION = 9;
    private static final String EDITED = Change.EDITED.name().toLowerCase(Locale.ROOT);

    /** Which rows, the tree, the work, what the doctor says, and the hash. */
    public String text() {
        var parts = new ArrayList<>(List.of(which(), PlanTree.of(plan, look), work()));
        if (!plan.warnings().isEmpty()) {
            parts.add("The doctor says: " + FindingText.summary(plan.warnings()) + ".\n\n"
                    + new FindingText(look).of(plan.warnings()));
        }
        parts.add("Plan " + look.bold(plan.hash()) + (plan.blocked() ? look.red(", blocked") : "")
                + ". Nothing was changed.");
        return String.join("\n\n", parts);
    }

    private String which() {
        var conditions = new ArrayList<String>();
        Optional.ofNullable(policy.when())
                .ifPresent(when -> conditions.add(when.strip().replaceAll("\\s+", " ")));
        Optional.ofNullable(plan.horizon())
                .ifPresent(horizon -> conditions.add(policy.age() + " before " + horizon.truncatedTo(ChronoUnit.SECONDS)
                        + " (kept " + policy.keep() + ")"));
        var roots = plan.roots();
        return look.bold("Policy \"" + plan.policy() + "\"") + ": "
                + (roots.exact() ? "" : "about ")
                + Figures.count(roots.count(), "row", "rows") + " of " + policy.table() + " may go.\n"
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
                        + policy.chunkTime() + ", "
                        + Figures.duration(Duration.ofMillis(work.durationMs())) + " " + work.assumption());
        var limits = limits();
        if (!limits.isEmpty()) {
            table.row("Limits", String.join(", ", limits));
        }
        Optional.ofNullable(policy.window()).ifPresent(window -> table.row("Window", window));
        table.row(
                "Archive",
                policy.archive() == null
                        ? "none: what is deleted is gone for good"
                        : policy.archive() + (policy.encrypted() ? ", encrypted" : ""));
        plan.partitions()
                .forEach(each -> table.row(
                        "Partition",
                        each.partition() + ", " + Figures.bytes(each.bytes()) + ": "
                                + (each.reason() == null
                                        ? "dropped as a whole"
                                                + (each.looked() ? "" : ", unless one of its rows has to stay")
                                        : "row by row. " + each.reason())));
        if (plan.tables().stream().anyMatch(each -> each.change().equals(EDITED))) {
            table.row("Kept", "rows of these tables stay; the database empties the columns that named what is gone");
        }
        if (plan.tables().stream().anyMatch(each -> !each.exact())) {
            table.row(look.sign("≈", "~"), "estimated from the statistics, since counting would have taken too long");
        }
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private List<String> limits() {
        var bounds = policy.limits();
        var limits = new ArrayList<String>();
        Optional.ofNullable(bounds.rows()).ifPresent(rows -> limits.add(Figures.count(rows) + " rows"));
        Optional.ofNullable(bounds.maxShare()).ifPresent(share -> limits.add(share + " of " + policy.table()));
        Optional.ofNullable(bounds.runtime()).ifPresent(limits::add);
        Optional.ofNullable(bounds.timesUsual()).ifPresent(factor -> limits.add(factor + " times what is usual"));
        if (policy.heavyRoots().equals("refuse")) {
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
        return look.bold("The first " + Figures.count(sample.rows().size(), "row", "rows") + " of " + policy.table()
                        + " that would go:")
                + "\n"
                + table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private String value(@Nullable String value) {
        return value == null ? "NULL" : look.cut(value.replaceAll("\\p{Cntrl}", " "), LONGEST_VALUE);
    }
}
