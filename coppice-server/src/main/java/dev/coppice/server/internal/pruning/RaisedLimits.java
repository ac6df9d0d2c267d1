package dev.coppice.server.internal.pruning;

import dev.coppice.prune.Tuning;
import java.util.Optional;

/** Tells changes that let a campaign do more from those that let it do less. */
public final class RaisedLimits {
    private RaisedLimits() {}

    /** Whether one of the limits is higher than before, or is none any more, or a brake is set otherwise. */
    public static boolean in(Tuning before, Tuning after) {
        return raised(before.rows(), after.rows())
                || raised(before.roots(), after.roots())
                || raised(before.runtime(), after.runtime())
                || !before.brakes().equals(after.brakes());
    }

    private static <T extends Comparable<T>> boolean raised(Optional<T> before, Optional<T> after) {
        return before.isPresent() && (after.isEmpty() || after.get().compareTo(before.get()) > 0);
    }
}
