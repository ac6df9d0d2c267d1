package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.Problems;
import java.util.ArrayList;
import java.util.List;

/** The problems of all kinds, in the order they are found. For one thread. */
final class Found {
    private final List<String> problems = new ArrayList<>();

    /** Takes the problems of one part, such as {@code kinds.graph}. */
    Problems in(String part) {
        return (key, allowed) -> problems.add(part + "." + key + " " + allowed);
    }

    int size() {
        return problems.size();
    }

    void orThrow() {
        if (!problems.isEmpty()) {
            throw KindFaults.invalid(problems).exception();
        }
    }
}
