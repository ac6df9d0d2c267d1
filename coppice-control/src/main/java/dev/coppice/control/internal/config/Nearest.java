package dev.coppice.control.internal.config;

import java.util.Comparator;
import java.util.List;

/** Finds the key somebody may have meant. */
final class Nearest {
    private Nearest() {}

    static String unknown(String name, List<String> known) {
        var nearest = known.stream()
                .min(Comparator.comparingInt(key -> distance(name, key)))
                .filter(key -> distance(name, key) <= Math.max(2, name.length() / 3));
        return nearest.map(key -> "is not a key here; did you mean " + key + "?")
                .orElseGet(() -> "is not a key here; allowed are " + String.join(", ", known));
    }

    /** How many letters must be put in, left out or changed to come from one word to the other. */
    static int distance(String one, String other) {
        var previous = new int[other.length() + 1];
        for (var j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= one.length(); i++) {
            var current = new int[other.length() + 1];
            current[0] = i;
            for (var j = 1; j <= other.length(); j++) {
                var changed = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
