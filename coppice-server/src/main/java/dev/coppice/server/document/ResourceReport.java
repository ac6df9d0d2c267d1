package dev.coppice.server.document;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    /** How long all looks for one report may take together. */
    public static final Duration LOOKS = Duration.ofSeconds(10);

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
     * @param steps what each step sees
     */
    public record Storage(long items, long bytes, List<String> uncounted, List<Seen> steps) {
        /** Copies the lists. */
        public Storage {
            uncounted = List.copyOf(uncounted);
            steps = List.copyOf(steps);
        }
    }

    /**
     * What one step sees.
     *
     * @param step its name
     * @param items rows, objects and the like; null when it could not see
     * @param bytes how many bytes they have, 0 where that means nothing; null when it could not see
     * @param code a stable word for why it could not see
     * @param message why, in words
     */
    public record Seen(
            String step,
            @Nullable Long items,
            @Nullable Long bytes,
            @Nullable String code,
            @Nullable String message) {
        static Seen of(TeardownPlan.PlannedStep step) {
            return new Seen(
                    step.name(),
                    step.items().orElse(null),
                    step.bytes().orElse(null),
                    step.unseen().orElse(null),
                    step.remark().orElse(null));
        }
    }

    /** The report that a look at a resource makes. */
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
        var looked = steps.stream()
                .filter(step -> step.items().isPresent() || step.unseen().isPresent())
                .toList();
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
                        .filter(step -> step.unseen().isPresent())
                        .map(TeardownPlan.PlannedStep::name)
                        .toList(),
                looked.stream().map(Seen::of).toList());
    }
}
