package dev.coppice.prune;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is said when a plan is not the one that was meant, or cannot be read. */
final class PlanFaults {
    private PlanFaults() {}

    static Fault other(PlanContract now, String wanted) {
        return Fault.of("plan.other", Kind.CONFLICT)
                .refused("Policy \"" + now.policy() + "\" was not executed.")
                .found("Its plan is " + now.hash() + " now, and " + wanted + " was to be executed.")
                .changed("Nothing was changed.")
                .next("Run \"coppice plan " + now.policy() + "\", look at it, and name its hash.");
    }

    static Fault unreadable(String found) {
        return Fault.of("plan.unreadable", Kind.USAGE)
                .refused("A stored plan was not read.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Make the plan anew with this version.");
    }
}
