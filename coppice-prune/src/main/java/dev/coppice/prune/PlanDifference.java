package dev.coppice.prune;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has changed since a plan was made. A value for any thread.
 *
 * @param gone the lines that hold no longer
 * @param added the lines that hold now
 */
public record PlanDifference(List<String> gone, List<String> added) {
    private static final int TOLD = 20;

    /** Copies the lines. */
    public PlanDifference {
        gone = List.copyOf(gone);
        added = List.copyOf(added);
    }

    static PlanDifference between(PlanContract before, PlanContract after) {
        return new PlanDifference(missing(before, after), missing(after, before));
    }

    /** Whether nothing has changed. */
    public boolean isEmpty() {
        return gone.isEmpty() && added.isEmpty();
    }

    /** The changes, one per line, marked {@code -} and {@code +}. */
    public List<String> lines() {
        return Stream.concat(
                        gone.stream().map(line -> "- " + line), added.stream().map(line -> "+ " + line))
                .toList();
    }

    /** That a plan no longer holds. */
    Fault stale(PlanContract before, PlanContract after) {
        var told = lines().stream().limit(TOLD).map(line -> "\n  " + line).collect(Collectors.joining("", "", "\n"));
        var left = lines().size() - TOLD;
        return Fault.of("plan.stale", Kind.CONFLICT)
                .refused("Plan " + before.hash() + " of policy \"" + before.policy() + "\" no longer holds.")
                .found("The policy or the tables have changed, the plan is now " + after.hash() + ":" + told
                        + (left > 0 ? "  and " + left + " more.\n" : ""))
                .changed("Nothing was changed.")
                .next("Run \"coppice plan " + before.policy() + "\" and have the new plan approved.");
    }

    private static List<String> missing(PlanContract from, PlanContract in) {
        return Stream.of(
                        Stream.of(from.engine()).filter(line -> !line.equals(in.engine())),
                        from.rule().stream().filter(line -> !in.rule().contains(line)),
                        from.fingerprint().stream()
                                .filter(line -> !in.fingerprint().contains(line)))
                .flatMap(lines -> lines)
                .toList();
    }
}
