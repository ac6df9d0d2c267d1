package dev.coppice.cli.internal.lifecycle;

import dev.coppice.lifecycle.StepState;
import dev.coppice.server.document.StepDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What steps still wait for, as short as it can be said: without those that another one waits for itself.
 *
 * @param names what is still to come, by step, in the order of the steps
 */
record WaitsFor(Map<String, List<String>> names) {
    private static final int LONGEST = 30;

    /** Of the steps of one teardown; none comes before one it waits for. */
    static WaitsFor of(List<StepDocument> steps) {
        var behind = new HashMap<String, Set<String>>();
        var names = new HashMap<String, List<String>>();
        var through = new HashSet<String>();
        for (var step : steps) {
            var all = new HashSet<>(step.after());
            step.after().forEach(name -> all.addAll(behind.getOrDefault(name, Set.of())));
            behind.put(step.step(), all);
            var open = step.after().stream()
                    .filter(name -> !through.contains(name))
                    .toList();
            names.put(step.step(), ended(step) ? List.of() : nearest(open, behind));
            if (opens(step)) {
                through.add(step.step());
            }
        }
        return new WaitsFor(names);
    }

    private static List<String> nearest(List<String> open, Map<String, Set<String>> behind) {
        return open.stream()
                .filter(name -> open.stream()
                        .noneMatch(other -> behind.getOrDefault(other, Set.of()).contains(name)))
                .toList();
    }

    private static boolean opens(StepDocument step) {
        return state(step, StepState.DONE) || state(step, StepState.ALREADY_DONE) || state(step, StepState.RESOLVED);
    }

    private static boolean ended(StepDocument step) {
        return opens(step) || state(step, StepState.ABANDONED);
    }

    private static boolean state(StepDocument step, StepState state) {
        return step.outcome().equals(state.stored());
    }

    /** In one cell of a table. */
    String cell(String step) {
        var waits = names.getOrDefault(step, List.of());
        var all = String.join(", ", waits);
        return all.length() <= LONGEST || waits.size() == 1
                ? all
                : waits.getFirst() + " and " + (waits.size() - 1) + " more";
    }
}
