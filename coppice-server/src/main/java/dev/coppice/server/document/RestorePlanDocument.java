package dev.coppice.server.document;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.RestorePlan;
import dev.coppice.lifecycle.TeardownPlan;
import java.util.List;

/**
 * What a restore would do, as scripts see it, over HTTP and with {@code --json} alike. A value for any thread.
 *
 * @param backup the number of the backup that was named
 * @param status {@code planned}, or {@code rejected} where something refuses it
 * @param kind the kind of its resource
 * @param resource the id of its resource
 * @param together the numbers of the backups that are read as one, newest first
 * @param parts what comes back, in the order it does
 * @param triggers what fires meanwhile, and may change what comes back
 * @param held the ids of the resources that would be held, since their end has come
 * @param blockers what refuses it now
 * @param warnings what should be known before
 * @param message what would come of it, in words
 */
public record RestorePlanDocument(
        long backup,
        String status,
        String kind,
        String resource,
        List<Long> together,
        List<Part> parts,
        List<Trigger> triggers,
        List<String> held,
        List<TeardownPlan.Blocker> blockers,
        List<String> warnings,
        String message) {
    /** Copies the lists. */
    public RestorePlanDocument {
        together = List.copyOf(together);
        parts = List.copyOf(parts);
        triggers = List.copyOf(triggers);
        held = List.copyOf(held);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }

    /**
     * What one step brings back of one resource.
     *
     * @param resource the id of the resource
     * @param step the step
     * @param rows how many rows were saved
     * @param objects how many objects were saved
     */
    public record Part(String resource, String step, long rows, long objects) {
        static Part of(RestorePlan.Part part) {
            return new Part(part.resource().id(), part.step(), part.rows(), part.objects());
        }
    }

    /**
     * A trigger that fires.
     *
     * @param table its table
     * @param name its name
     * @param function what it runs
     * @param deferred whether it fires once all is back
     */
    public record Trigger(String table, String name, String function, boolean deferred) {
        static Trigger of(RestorePlan.Trigger trigger) {
            return new Trigger(trigger.table().toString(), trigger.name(), trigger.function(), trigger.deferred());
        }
    }

    /** A plan as a document. */
    public static RestorePlanDocument of(RestorePlan plan) {
        var backup = plan.backup();
        return new RestorePlanDocument(
                backup.id(),
                plan.blocked() ? "rejected" : "planned",
                backup.resource().kind(),
                backup.resource().id(),
                plan.together(),
                plan.parts().stream().map(Part::of).toList(),
                plan.triggers().stream().map(Trigger::of).toList(),
                plan.held().stream().map(ResourceId::id).toList(),
                plan.blockers(),
                plan.warnings(),
                message(plan));
    }

    private static String message(RestorePlan plan) {
        var backup = plan.backup();
        return plan.blocked()
                ? "The restore of backup " + backup.id() + " would be refused: "
                        + plan.blockers().getFirst().message()
                : backup.resource() + " would be brought back as it was at " + backup.createdAt()
                        + ". What is there already and differs would refuse it.";
    }
}
