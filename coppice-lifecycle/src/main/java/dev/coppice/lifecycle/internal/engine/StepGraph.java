package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.OperationStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps of an operation and what they wait for. A value for any thread.
 *
 * @param steps the steps in their order, which none comes before one it waits for
 */
record StepGraph(List<OperationStep> steps) {
    StepGraph {
        steps = List.copyOf(steps);
    }

    Optional<OperationStep> find(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }

    /** Whether a step is through. */
    boolean past(String name) {
        return find(name).filter(step -> step.state().opens()).isPresent();
    }

    /** The unfinished steps that wait for no other. */
    Stream<OperationStep> open() {
        return steps.stream()
                .filter(step -> !step.state().ended() && waitsFor(step).isEmpty());
    }

    /** The steps that have to be through before a step, and are not. */
    List<String> waitsFor(OperationStep step) {
        return step.after().stream().filter(name -> !past(name)).toList();
    }

    /** The steps that name a step as one they wait for. */
    List<String> waitingFor(String name) {
        return steps.stream()
                .filter(step -> step.after().contains(name))
                .map(OperationStep::name)
                .toList();
    }

    /** The steps that wait for a step, directly or not. */
    List<String> heldUpBy(String name) {
        var held = new ArrayList<String>();
        for (var step : steps) {
            var waits = step.after().stream().anyMatch(before -> before.equals(name) || held.contains(before));
            if (waits && !step.state().ended()) {
                held.add(step.name());
            }
        }
        return List.copyOf(held);
    }
}
