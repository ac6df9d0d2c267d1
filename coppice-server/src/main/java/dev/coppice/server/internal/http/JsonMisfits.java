package dev.coppice.server.internal.http;

import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.PropertyBindingException;

/** Says what is wrong with a JSON body and where: keys and places, never a value. */
final class JsonMisfits {
    private static final int LONGEST_KEY = 100;

    private JsonMisfits() {}

    static String told(JacksonException misfit, int maxDepth) {
        return switch (misfit) {
            case StreamConstraintsException beyond -> beyondBounds(beyond, maxDepth);
            case StreamReadException syntax ->
                "Its body is not well-formed JSON" + place(syntax) + ", or has a key twice.";
            // Keys of records are looked at once the whole record is read, so their place is no longer known.
            case PropertyBindingException unknown -> "Its JSON body has an unknown key " + quoted(path(unknown)) + ".";
            default -> "Its JSON body does not have the expected " + field(misfit) + place(misfit) + ".";
        };
    }

    private static String beyondBounds(StreamConstraintsException beyond, int maxDepth) {
        return String.valueOf(beyond.getMessage()).contains("nesting depth")
                ? "Its JSON body is nested more than " + maxDepth + " deep."
                : "Its JSON body has a key, a number or a text in it that is too long.";
    }

    private static String field(JacksonException misfit) {
        var path = path(misfit);
        return path.isEmpty() ? "fields" : "value of " + quoted(path);
    }

    private static String path(JacksonException misfit) {
        var steps = misfit.getPath().stream().map(JsonMisfits::step).collect(Collectors.joining());
        return steps.startsWith(".") ? steps.substring(1) : steps;
    }

    private static String step(Reference step) {
        return step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName();
    }

    private static String place(JacksonException misfit) {
        var place = misfit.getLocation();
        return place == null || place.getLineNr() < 1
                ? ""
                : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    /** A key is the caller's own; one that could upset a terminal is shown without what could. */
    private static String quoted(String key) {
        var shown = key.codePoints()
                .limit(LONGEST_KEY)
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return "\"" + shown + "\"";
    }
}
