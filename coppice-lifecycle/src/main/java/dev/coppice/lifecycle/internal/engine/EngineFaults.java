package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is said when something is refused. */
final class EngineFaults {
    private EngineFaults() {}

    static Fault unknownKind(String kind) {
        return Fault.of("kind.unknown", Kind.NOT_FOUND)
                .refused("Nothing was done with a resource of kind " + kind + ".")
                .found("No such kind is declared.")
                .changed("Nothing was changed.")
                .next("Look under kinds in the configuration for the names.");
    }

    static Fault notFound(ResourceId resource) {
        return Fault.of("resource.not-found", Kind.NOT_FOUND)
                .refused("Nothing was done with " + resource + ".")
                .found("Its table has no such row.")
                .changed("Nothing was changed.")
                .next("Run \"coppice resource list\" for the ids there are.");
    }

    /** A teardown that is not begun. */
    static Fault refused(String code, ResourceId resource, String found, String next) {
        return Fault.of(code, Kind.REFUSED)
                .refused("The teardown of " + resource + " was not begun.")
                .found(found)
                .changed("Nothing was changed.")
                .next(next);
    }

    static Fault circle(ResourceId resource) {
        return refused(
                "resource.parent-circle",
                resource,
                "By its table it belongs to itself, directly or by those between.",
                "Give it or one of those between another parent.");
    }

    static Fault otherPlan(ResourceId resource, String wanted, String now) {
        return Fault.of("plan.other", Kind.CONFLICT)
                .refused("The plan " + wanted + " for " + resource + " was not taken.")
                .found("The plan is " + now
                        + " now: the kind, the resource, its children, its end or what is asked changed.")
                .changed("Nothing was changed.")
                .next("Look at the plan again.");
    }

    static Fault approvalNotNeeded(ResourceId resource) {
        return Fault.of("approval.not-needed", Kind.USAGE)
                .refused("The plan for " + resource + " was not signed.")
                .found("Its kind asks for no signature.")
                .changed("Nothing was changed.")
                .next("Begin the teardown.");
    }

    static Fault leaving(Operation operation) {
        return Fault.of("approval.under-way", Kind.CONFLICT)
                .refused("The plan for " + operation.resource() + " was not signed.")
                .found("It is leaving already, by operation " + operation.id()
                        + ": a signature would be for another teardown.")
                .changed("Nothing was changed.")
                .next("Look at that operation.");
    }

    static Fault noOperation(long id) {
        return Fault.of("operation.not-found", Kind.NOT_FOUND)
                .refused("Nothing was done with operation " + id + ".")
                .found("There is no operation of this number.")
                .changed("Nothing was changed.")
                .next("Run \"coppice operation list\" for the numbers.");
    }

    /** Something that is not done with an operation. */
    static Fault operation(String code, Operation operation, String found, String next) {
        return Fault.of(code, Kind.CONFLICT)
                .refused("Operation " + operation.id() + " for " + operation.resource() + " was left as it is.")
                .found(found)
                .changed("Nothing was changed.")
                .next(next);
    }

    static Fault held(ResourceId resource, String origin, String reason) {
        return Fault.of("resource.held", Kind.REFUSED)
                .refused("Nothing of " + resource + " may be destroyed.")
                .found("It is held by " + origin + ": " + reason + ".")
                .changed("Nothing was changed.")
                .next("Release the hold when its reason is gone.");
    }
}
