package dev.coppice.lifecycle.internal.resource;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;

/** What is said of resources that are not changed. */
final class ResourceFaults {
    private ResourceFaults() {}

    static Fault notFound(ResourceId id) {
        return Fault.of("resource.not-found", Kind.NOT_FOUND)
                .refused("Nothing was done with resource " + id + ".")
                .found("Its table has no row of this id.")
                .changed("Nothing was changed.")
                .next("Run \"coppice resource list --kind " + id.kind() + "\" for the ids there are.");
    }

    static Fault undeclared(String kind, String key) {
        return Fault.of("kind.column-undeclared", Kind.USAGE)
                .refused("The resources of kind " + kind + " were not listed.")
                .found("Its declaration names no column for " + key + ", so that it is not known of any.")
                .changed("Nothing was changed.")
                .next("Declare " + key + " for the kind, or leave the filter out.");
    }

    static Fault shielded(ResourceId asked, ResourceId found) {
        return Fault.of("resource.protected", Kind.REFUSED)
                .refused("Resource " + asked + " was not suspended.")
                .found(found + " is protected in its own table.")
                .changed("Nothing was changed.")
                .next("Take the protection away there if it is meant to be stopped.");
    }

    static Fault stillDue(ResourceId id) {
        return Fault.of("resource.still-due", Kind.REFUSED)
                .refused("Resource " + id + " was not made active.")
                .found("Its end has passed, so the next look would suspend it again.")
                .changed("Nothing was changed.")
                .next("Renew what it is paid by first.");
    }

    static Fault parentNotActive(ResourceId id, String parent, String state) {
        return Fault.of("resource.parent-not-active", Kind.REFUSED)
                .refused("Resource " + id + " was not made active.")
                .found("It belongs to " + parent + ", which is " + state + ".")
                .changed("Nothing was changed.")
                .next("Bring " + parent + " back first; what was suspended with it comes back by itself.");
    }

    static Fault ownTable(ResourceId id) {
        return Fault.of("kind.has-its-own-table", Kind.USAGE)
                .refused("Nothing was entered about resource " + id + ".")
                .found("Kind " + id.kind() + " is declared on a table of the application.")
                .changed("Nothing was changed.")
                .next("Write to that table; its due query says when a resource ends.");
    }

    static Fault knownAhead(ResourceId id) {
        return Fault.of("resource.known-ahead", Kind.REFUSED)
                .refused("No end of resource " + id + " was stated.")
                .found(
                        "The event is of a time that has not come by the database's clock: no later one would count any more.")
                .changed("Nothing was changed.")
                .next("Look at the clock of where the event comes from, and state it again.");
    }

    static Fault exists(ResourceId id) {
        return Fault.of("resource.exists", Kind.CONFLICT)
                .refused("Resource " + id + " was not entered.")
                .found("There is one of this id.")
                .changed("Nothing was changed.")
                .next("Use another id, or the one there is.");
    }

    static Fault buried(ResourceId id) {
        return Fault.of("resource.buried", Kind.CONFLICT)
                .refused("Resource " + id + " was not entered.")
                .found("One of this id was torn down, and ids are never used again.")
                .changed("Nothing was changed.")
                .next("Use another id.");
    }
}
