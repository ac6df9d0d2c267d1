package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.ResourceState;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of kinds that are not as declared. */
final class KindFaults {
    private KindFaults() {}

    static Fault invalid(List<String> problems) {
        var count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return Fault.of("kind.invalid", Kind.CONFLICT)
                .refused("The kinds were refused.")
                .found("They have " + count + ":\n  " + String.join("\n  ", problems) + "\n")
                .changed("Nothing was changed.")
                .next("Mend the keys named and try again.");
    }

    static Fault unknown(String name, Collection<String> known) {
        return Fault.of("kind.unknown", Kind.NOT_FOUND)
                .refused("Nothing was done with resources of kind \"" + name + "\".")
                .found("No kind of this name is declared.")
                .changed("Nothing was changed.")
                .next("Declare it under kinds, or use one of: " + String.join(", ", known) + ".");
    }

    static Fault illegal(String kind, String id, ResourceState now, ResourceState wanted) {
        var allowed = Arrow.allowed(now).stream()
                .filter(state -> state != wanted)
                .map(ResourceState::stored)
                .collect(Collectors.joining(", "));
        return Fault.of("resource.illegal-transition", Kind.CONFLICT)
                .refused("Resource " + kind + " " + id + " was not made " + wanted.stored() + ".")
                .found("It is " + now.stored() + ", from where it can only become " + allowed + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice resource show " + kind + " " + id + "\" to see where it stands.");
    }

    static Fault unfenced(String kind, String id) {
        return Fault.of("resource.not-fenced", Kind.CONFLICT)
                .refused("Resource " + kind + " " + id + " was not fenced.")
                .found("Its table did not take the stamp: a trigger or a rule of it keeps the row as it was.")
                .changed("Nothing was changed.")
                .next("Have the table take changes of the fence, and ask again.");
    }

    static Fault unknownStatus(String kind) {
        return Fault.of("resource.unknown-status", Kind.CONFLICT)
                .refused("A resource of kind " + kind + " was not read.")
                .found("Its status is none of active, suspended and deprovisioned.")
                .changed("Nothing was changed.")
                .next("Give it one of these, or leave it out of the table that the kind is declared on.");
    }
}
