package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a teardown would do, found without changing anything. A value for any thread.
 *
 * @param resource the resource
 * @param hash over the kind as declared, the resource, its children, its end and what is asked: a teardown runs only under it
 * @param residual whether the resource is deprovisioned already, so that only leftovers would go
 * @param children the resources that go with it, in their order
 * @param steps what would happen, in an order it may happen in
 * @param blockers what refuses it now; empty when nothing does
 * @param warnings what should be known before
 * @param approvals how many people must sign
 * @param signedBy who has
 * @param hostedUntil how long its backup would be kept; empty without one
 * @param backTill a sentence on until when it can be undone
 */
public record TeardownPlan(
        Resource resource,
        String hash,
        boolean residual,
        List<ResourceId> children,
        List<PlannedStep> steps,
        List<Blocker> blockers,
        List<String> warnings,
        int approvals,
        List<String> signedBy,
        Optional<Instant> hostedUntil,
        String backTill) {
    /** Copies the lists. */
    public TeardownPlan {
        children = List.copyOf(children);
        steps = List.copyOf(steps);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
        signedBy = List.copyOf(signedBy);
    }

    /** How many people have still to sign it. */
    public int unsigned() {
        return Math.max(0, approvals - signedBy.size());
    }

    /** Whether something refuses it. */
    public boolean blocked() {
        return !blockers.isEmpty();
    }

    /**
     * One step of the plan.
     *
     * @param name its name
     * @param type its sort, such as {@code rows}
     * @param after the steps it waits for
     * @param bestEffort whether others go on while it fails
     * @param destroys whether there is no way back once it has begun
     * @param items how much is there for it; empty when it could not be counted
     * @param bytes how many bytes that is; empty when they are not known
     * @param unseen a stable word for why it could not be counted, such as {@code objects.unseen}
     * @param remark why it could not be counted, in words
     */
    public record PlannedStep(
            String name,
            String type,
            List<String> after,
            boolean bestEffort,
            boolean destroys,
            Optional<Long> items,
            Optional<Long> bytes,
            Optional<String> unseen,
            Optional<String> remark) {
        /** Copies the list. */
        public PlannedStep {
            after = List.copyOf(after);
        }
    }

    /**
     * What refuses a teardown, or a restore.
     *
     * @param code a stable word, such as {@code resource.held}
     * @param message what it is, and what would lift it
     */
    public record Blocker(String code, String message) {}
}
