package dev.coppice.lifecycle;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import java.util.List;

/**
 * What the restore of a backup would do, found without changing anything. What is there already and differs refuses a restore
 * too, and is seen only as it is done. A value for any thread.
 *
 * @param backup the backup that was named
 * @param together the backups of the same teardown that are read as one, newest first
 * @param parts what comes back, in the order it does
 * @param triggers what fires meanwhile, as far as its conditions say, and may change what comes back
 * @param held the resources that would be held, since their end has come now, or had when they were torn down
 * @param blockers what refuses it now; empty when nothing does
 * @param warnings what should be known before
 */
public record RestorePlan(
        Backup backup,
        List<Long> together,
        List<Part> parts,
        List<Trigger> triggers,
        List<ResourceId> held,
        List<Blocker> blockers,
        List<String> warnings) {
    /** Copies the lists. */
    public RestorePlan {
        together = List.copyOf(together);
        parts = List.copyOf(parts);
        triggers = List.copyOf(triggers);
        held = List.copyOf(held);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }

    /** Whether something refuses it. */
    public boolean blocked() {
        return !blockers.isEmpty();
    }

    /**
     * What one step brings back of one resource.
     *
     * @param resource the resource
     * @param step the step
     * @param rows how many rows were saved
     * @param objects how many objects were saved
     */
    public record Part(ResourceId resource, String step, long rows, long objects) {}

    /**
     * A trigger that fires as rows come back, or as the resource's own row is made active again.
     *
     * @param table the table it is on, a partition too
     * @param name its name
     * @param function what it runs
     * @param deferred whether it fires at the end, before all is compared
     */
    public record Trigger(TableName table, String name, String function, boolean deferred) {}
}
