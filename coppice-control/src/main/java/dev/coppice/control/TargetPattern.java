package dev.coppice.control;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a target, or several names with {@code *} for any letters. A value for any thread.
 *
 * @param text the name or pattern
 */
public record TargetPattern(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9*_-]*");

    /** Refuses what no name matches. */
    public TargetPattern {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a name of letters, digits, - and _, with * for any of them");
        }
    }

    /** Reads {@code orders} or {@code eu-*}. */
    public static TargetPattern parse(String text) {
        return new TargetPattern(text);
    }

    /** Whether it means the target of this name. */
    public boolean matches(String name) {
        var parts = Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(parts, name);
    }

    @Override
    public String toString() {
        return text;
    }
}
