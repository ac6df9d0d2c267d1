package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.closure.Relation.Kind;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables that name each other in a circle, tables that name themselves, and keys that are not enforced. */
final class Circles implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        var closure = inspection.closure();
        var circles = closure.order().stream()
                .filter(group -> group.size() > 1)
                .map(group -> new Finding(
                        "circle",
                        Severity.INFO,
                        group.getFirst().toString(),
                        "The tables " + group.stream().map(Object::toString).collect(Collectors.joining(", "))
                                + " name each other in a circle: their rows are deleted in one statement.",
                        ""));
        var selves = closure.deleted().stream()
                .filter(Relation::self)
                .map(relation -> new Finding(
                        "self-reference",
                        Severity.INFO,
                        relation.toString(),
                        relation.child().equals(closure.root())
                                ? "The table names itself: a row that a living row stands on stays, and is reported."
                                : "The table names itself: rows below a deleted row go too, whatever their depth.",
                        ""));
        var declared = told(closure, Kind.DECLARED, "declared-key", "The foreign key %s is not enforced");
        var inherited = told(
                closure,
                Kind.INHERITED,
                "inherited-key",
                "It inherits the columns of %s, which is not enforced for it");
        return Stream.of(circles, selves, declared, inherited).flatMap(findings -> findings);
    }

    private static Stream<Finding> told(Closure closure, Kind kind, String check, String sentence) {
        return closure.deleted().stream()
                .filter(relation -> relation.kind() == kind)
                .map(relation -> new Finding(
                        check,
                        Severity.INFO,
                        relation.toString(),
                        sentence.formatted(relation.name()) + "; its rows go along all the same.",
                        ""));
    }
}
