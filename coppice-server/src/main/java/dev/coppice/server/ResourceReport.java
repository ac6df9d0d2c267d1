package dev.coppice.server;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource with what it uses and what keeps it, as scripts see it. A value for any thread.
 *
 * @param resource the resource
 * @param storage what it uses
 * @param children the ids of the resources below it
 * @param blockers what refuses its teardown now
 * @param warnings what should be known before
 * @param hostedUntil until when a backup taken now would be kept
 * @param wayBack a sentence on until when its teardown can be undone
 */
public record ResourceReport(
        ResourceDocument resource,
        Storage storage,
        List<String> children,
        List<TeardownPlan.Blocker> blockers,
        List<String> warnings,
        @Nullable Instant hostedUntil,
        String wayBack) {
    /** Copies the lists. */
    public ResourceReport {
        children = List.copyOf(children);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }

    /**
     * What a resource uses, as far as it could be counted.
     *
     * @param items rows, objects and the like
     * @param bytes how many bytes they have
     * @param uncounted the steps whose stores could not be counted
     */
    public record Storage(long items, long bytes, List<String> uncounted) {
        /** Copies the list. */
        public Storage {
            uncounted = List.copyOf(uncounted);
        }
    }

    /** The report that the plan of a resource's teardown makes. */
    public static ResourceReport of(TeardownPlan plan) {
        return new ResourceReport(
                ResourceDocument.of(plan.resource()),
                storage(plan.steps()),
                plan.children().stream().map(ResourceId::id).toList(),
                plan.blockers(),
                plan.warnings(),
                plan.hostedUntil().orElse(null),
                plan.backTill());
    }

    private static Storage storage(List<TeardownPlan.PlannedStep> steps) {
        return new Storage(
                steps.stream()
                        .flatMap(step -> step.items().stream())
                        .mapToLong(Long::longValue)
                        .sum(),
                steps.stream()
                        .flatMap(step -> step.bytes().stream())
                        .mapToLong(Long::longValue)
                        .sum(),
                steps.stream()
                        .filter(step -> step.destroys() && step.items().equals(Optional.empty()))
                        .map(TeardownPlan.PlannedStep::name)
                        .toList());
    }
}
