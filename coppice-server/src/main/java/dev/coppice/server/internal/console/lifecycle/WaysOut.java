package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.ActForm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ways out of the state a teardown is in. */
final class WaysOut {
    private static final Set<StepState> STUCK =
            Set.of(StepState.FAILED, StepState.UNKNOWN, StepState.BLOCKED, StepState.PARKED);

    /** Steps of the engine itself, which nobody can do by hand. */
    private static final Set<String> OWN =
            Set.of("fence", "quiesce", "backup", "backup-of-parent", "children", "status");

    private WaysOut() {}

    static List<ActForm> of(Explanation explanation) {
        var operation = explanation.operation();
        if (operation.state().ended()) {
            return List.of();
        }
        var acts = new ArrayList<ActForm>();
        acts.add(on(
                operation,
                "Try again now",
                "retry",
                "It is due at once, and its parked steps have all their attempts before them again."));
        operation.steps().stream()
                .filter(step -> STUCK.contains(step.state()) && !OWN.contains(step.type()))
                .forEach(step -> acts.addAll(byHand(explanation, step)));
        if (operation.noReturnAt().isEmpty() && operation.parent().isEmpty()) {
            acts.add(on(
                    operation,
                    "Call it off",
                    "cancel",
                    "Nothing was destroyed yet. The fences are lifted, and " + operation.resource()
                            + " with all that belong to it is as it was."));
        }
        return List.copyOf(acts);
    }

    private static List<ActForm> byHand(Explanation explanation, OperationStep step) {
        var operation = explanation.operation();
        var resolve = on(
                        operation,
                        "Record that " + step.name() + " was done by hand",
                        "resolve",
                        "Looks first: what is still there, or cannot be looked at, refuses it.")
                .carrying("step", step.name())
                .asking(Field.box("unseen", "Nobody can look any more: take my word (admins only)"));
        if (!step.bestEffort() || holdsOthers(explanation, step)) {
            return List.of(resolve);
        }
        var abandon = on(
                        operation,
                        "Leave " + step.name() + " undone",
                        "abandon",
                        "What it leaves stays for good, and stands on the certificate with your name.")
                .carrying("step", step.name())
                .destroying(step.name());
        return List.of(resolve, abandon);
    }

    private static boolean holdsOthers(Explanation explanation, OperationStep step) {
        return explanation.conditions().stream()
                .anyMatch(condition -> condition.step().equals(step.name())
                        && !condition.holdsUp().isEmpty());
    }

    private static ActForm on(Operation operation, String label, String word, String effect) {
        return ActForm.of(label, Links.teardown(operation.id()) + "/" + word, effect);
    }
}
