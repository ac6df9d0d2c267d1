package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.Problems;
import dev.coppice.lifecycle.StepConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What each step of a kind waits for, and an order in which all may run. For one thread. */
final class StepOrder {
    private static final Set<String> ENGINE = Set.of("quiesce", "backup", "children");
    private static final Set<String> RESERVED = Set.of("fence", "quiesce", "backup", "children", "status");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final List<StepConfig> steps;
    private final Problems problems;
    private final Map<String, Set<String>> after = new LinkedHashMap<>();

    private StepOrder(List<StepConfig> steps, Problems problems) {
        this.steps = steps;
        this.problems = problems;
    }

    /** The steps each waits for, in an order in which they may run; whatever is wrong goes to {@code problems}. */
    static Map<String, Set<String>> of(List<StepConfig> steps, Problems problems) {
        var order = new StepOrder(steps, problems);
        order.names();
        for (var place = 0; place < steps.size(); place++) {
            order.waits(place);
        }
        return order.sorted();
    }

    private void names() {
        for (var place = 0; place < steps.size(); place++) {
            var name = steps.get(place).name();
            require(NAME.matcher(name).matches(), place, "name", "must be of small letters, digits and single dashes");
            require(!RESERVED.contains(name), place, "name", "must not be " + name + ", which is the engine's own");
            var unique = after.putIfAbsent(name, new LinkedHashSet<>()) == null;
            require(unique, place, "name", "must not be " + name + ", which an earlier step is called");
        }
    }

    private void waits(int place) {
        var step = steps.get(place);
        var waits = after.computeIfAbsent(step.name(), name -> new LinkedHashSet<>());
        for (var name : step.after().orElseGet(() -> before(place))) {
            require(!isBestEffort(name), place, "after", "must not name " + name + ", which others never wait for");
            if (after.containsKey(name)) {
                waits.add(name);
            } else {
                require(ENGINE.contains(name), place, "after", "must name steps of the kind; " + name + " is none");
            }
        }
        steps.subList(0, place).stream()
                .filter(StepConfig::barrier)
                .map(StepConfig::name)
                .forEach(waits::add);
        require(!step.barrier() || !step.bestEffort(), place, "barrier", "must be false for a best-effort step");
    }

    /** The last step before a place that others may wait for. */
    private List<String> before(int place) {
        return steps.subList(0, place).reversed().stream()
                .filter(step -> !isBestEffort(step.name()))
                .limit(1)
                .map(StepConfig::name)
                .toList();
    }

    private boolean isBestEffort(String name) {
        return steps.stream().anyMatch(step -> step.name().equals(name) && step.bestEffort());
    }

    /** In the order of the list, but each behind those it waits for. */
    private Map<String, Set<String>> sorted() {
        var sorted = new LinkedHashMap<String, Set<String>>();
        var left = new ArrayList<>(after.keySet());
        while (!left.isEmpty()) {
            var next = left.stream()
                    .filter(name -> sorted.keySet().containsAll(waitsOf(name)))
                    .findFirst();
            if (next.isEmpty()) {
                problems.add("steps", "must not wait for each other in a circle, as " + circle(left) + " do");
                return after;
            }
            sorted.put(next.get(), waitsOf(next.get()));
            left.remove(next.get());
        }
        return sorted;
    }

    /** Walks back along the waits until a step comes round. */
    private String circle(List<String> left) {
        var walked = new ArrayList<String>();
        var seen = new HashSet<String>();
        var name = left.getFirst();
        while (seen.add(name)) {
            walked.add(name);
            name = waitsOf(name).stream().filter(left::contains).findFirst().orElseThrow();
        }
        return String.join(", ", walked.subList(walked.indexOf(name), walked.size()));
    }

    private Set<String> waitsOf(String name) {
        return after.getOrDefault(name, Set.of());
    }

    private void require(boolean fits, int place, String key, String allowed) {
        if (!fits) {
            problems.add("steps[" + place + "]." + key, allowed);
        }
    }
}
