package dev.coppice.control.internal.config;

import java.util.Comparator;

/** One thing that is wrong with a file. */
public record Problem(int line, String path, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparingInt(Problem::line).thenComparing(Problem::path).thenComparing(Problem::text);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line + ": " + (path.isEmpty() ? text : path + " " + text);
    }
}
