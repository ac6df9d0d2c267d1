package dev.coppice.lifecycle.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.StepConfig;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a step of a kind removes things, as a path with columns in braces: all below it goes. A value for any thread.
 *
 * @param parts the parts of the path
 */
public record Place(List<String> parts) {
    private static final Pattern COLUMNS = Pattern.compile("\\{[^{}]*}");
    private static final Pattern MORE = Pattern.compile("[A-Za-z0-9._-]*");

    /** Copies the list. */
    public Place {
        parts = List.copyOf(parts);
    }

    /** All places of a kind. */
    public static List<Place> of(KindConfig kind) {
        return kind.steps().stream().flatMap(Place::of).toList();
    }

    private static Stream<Place> of(StepConfig step) {
        var schema = step.schema().map(name -> "schema/" + name);
        var database = step.database().map(name -> "database/" + name);
        var objects = step.objects()
                .map(config -> ArchiveStores.absolute(config.store().address()).replaceFirst("/*\\z", "/")
                        + config.prefix().replaceFirst("/\\z", ""));
        return Stream.of(schema, database, objects)
                .flatMap(path -> path.stream().map(text -> new Place(List.of(text.split("/", -1)))));
    }

    /** Whether there can be two ids by which the one is the other, or lies in it. */
    public boolean meets(Place other) {
        return IntStream.range(0, Math.min(parts.size(), other.parts.size()))
                .allMatch(place -> meet(parts.get(place), other.parts.get(place)));
    }

    private static boolean meet(String one, String other) {
        var own = COLUMNS.split(one, -1);
        var theirs = COLUMNS.split(other, -1);
        if (own.length == 1 || theirs.length == 1) {
            return own.length == 1 ? fits(theirs, one) : fits(own, other);
        }
        return isValueOrNothing(rest(own[0], theirs[0], true))
                && MORE.matcher(rest(own[own.length - 1], theirs[theirs.length - 1], false))
                        .matches();
    }

    private static boolean fits(String[] template, String text) {
        var pattern = Arrays.stream(template).map(Pattern::quote).collect(joining(SafeNames.VALUE.pattern()));
        return text.matches(pattern);
    }

    private static boolean isValueOrNothing(String rest) {
        return rest.isEmpty() || SafeNames.VALUE.matcher(rest).matches();
    }

    /** What the longer of two texts has more than the shorter; something no value has when they differ in what both have. */
    private static String rest(String one, String other, boolean behind) {
        var longer = one.length() < other.length() ? other : one;
        var shorter = one.length() < other.length() ? one : other;
        if (behind ? !longer.startsWith(shorter) : !longer.endsWith(shorter)) {
            return "/";
        }
        return behind ? longer.substring(shorter.length()) : longer.substring(0, longer.length() - shorter.length());
    }

    @Override
    public String toString() {
        return String.join("/", parts);
    }
}
