package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.NewOperation.NewStep;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The steps of an operation: the engine's own around those declared. */
final class EngineSteps {
    static final String FENCE = "fence";
    static final String QUIESCE = "quiesce";
    static final String BACKUP = "backup";

    /** The sort of the step that waits for the backup of the resource it belongs to. */
    static final String BACKUP_OF_PARENT = "backup-of-parent";

    static final String CHILDREN = "children";
    static final String STATUS = "status";

    /** Sorts that have no effect of their own: what they wait for is looked at in one transaction. */
    private static final Set<String> GATES = Set.of(FENCE, QUIESCE, BACKUP_OF_PARENT, CHILDREN, STATUS);

    private EngineSteps() {}

    static boolean gate(String type) {
        return GATES.contains(type);
    }

    /** Whether a step of this sort is the engine's, and no kind declares it. */
    static boolean own(String type) {
        return gate(type) || type.equals(BACKUP);
    }

    /** How a backup comes into an operation. */
    enum Keeping {
        /** It takes its own. */
        OWN,
        /** It waits for the one of the resource it belongs to. */
        OF_PARENT,
        /** Nothing is kept. */
        NOTHING
    }

    /** The steps of a teardown, in an order they may run in. */
    static List<NewStep> of(Kind kind, Keeping keeping) {
        var steps = new ArrayList<NewStep>();
        steps.add(own(FENCE, FENCE, List.of()));
        steps.add(own(QUIESCE, QUIESCE, names(steps)));
        backup(keeping).ifPresent(type -> steps.add(own(BACKUP, type, names(steps))));
        if (kind.config().parent().isPresent()) {
            steps.add(own(CHILDREN, CHILDREN, names(steps)));
        }
        var own = names(steps);
        kind.steps().forEach(declared -> steps.add(declared(declared, own)));
        steps.add(own(
                STATUS,
                STATUS,
                steps.stream()
                        .filter(step -> !step.bestEffort())
                        .map(NewStep::name)
                        .toList()));
        return List.copyOf(steps);
    }

    /** Whether a backup may have what a step removes: who tells somebody, or calls a service of others, has nothing to save. */
    static boolean saves(String type, boolean destroys) {
        return destroys && !type.equals("http");
    }

    /** The step a kind declares under a name. */
    static Optional<DeclaredStep> declared(Kind kind, String name) {
        return kind.steps().stream().filter(step -> step.name().equals(name)).findFirst();
    }

    private static Optional<String> backup(Keeping keeping) {
        return switch (keeping) {
            case OWN -> Optional.of(BACKUP);
            case OF_PARENT -> Optional.of(BACKUP_OF_PARENT);
            case NOTHING -> Optional.empty();
        };
    }

    private static NewStep declared(DeclaredStep step, List<String> own) {
        var after = new LinkedHashSet<>(own);
        after.addAll(step.after());
        return new NewStep(
                step.name(),
                step.type(),
                List.copyOf(after),
                step.bestEffort(),
                step.step().destroys());
    }

    private static NewStep own(String name, String type, List<String> after) {
        return new NewStep(name, type, after, false, false);
    }

    private static List<String> names(List<NewStep> steps) {
        return steps.stream().map(NewStep::name).toList();
    }
}
