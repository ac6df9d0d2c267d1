package dev.coppice.settings.internal.json;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Document;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/** What is said of a document that is none. */
final class JsonFaults {
    private JsonFaults() {}

    static CoppiceException malformed(JacksonException cause) {
        var place = cause.getLocation();
        var where = place == null || place.getLineNr() < 1
                ? ""
                : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        var what = String.valueOf(cause.getOriginalMessage()).startsWith("Duplicate")
                ? "It has a key twice"
                : "It is not well-formed JSON";
        return badJson(what + where + ".");
    }

    static CoppiceException nothing() {
        return badJson("It is empty.");
    }

    static CoppiceException noObject() {
        return badJson("It is JSON, but not an object.");
    }

    static CoppiceException notJson(@Nullable Object value) {
        var what = value == null
                ? "the key null"
                : "something of type " + value.getClass().getSimpleName();
        return Fault.of("settings.bad-json", Kind.USAGE)
                .refused("The value was not taken.")
                .found("It has " + what + " in it, which JSON has no word for.")
                .changed("Nothing was changed.")
                .next("Use texts, finite numbers, booleans, nulls, lists, and maps from texts alone.")
                .exception();
    }

    static CoppiceException unreadable(JacksonException cause) {
        return Fault.of("settings.unreadable", Kind.FAILED)
                .refused("A stored setting was not read.")
                .found("It is nested deeper than " + Documents.MAX_STORED_DEPTH + ": it was not written by Coppice.")
                .changed("Nothing was changed.")
                .next("Find it in the table of fragments and correct it there.")
                .exception(cause);
    }

    static CoppiceException badCharacter(String what) {
        return badJson("A text in it has " + what + ", which PostgreSQL cannot keep.");
    }

    static CoppiceException numberTooLong() {
        return badJson("A number in it has more than " + Numbers.MAX_DIGITS + " digits when it is written out.");
    }

    static CoppiceException tooDeep() {
        return Fault.of("settings.too-deep", Kind.USAGE)
                .refused("The value was not taken.")
                .found("It is nested more than " + Document.MAX_DEPTH + " deep.")
                .changed("Nothing was changed.")
                .next("Flatten it and send it again.")
                .exception();
    }

    static CoppiceException beyondBounds(StreamConstraintsException beyond) {
        return String.valueOf(beyond.getMessage()).contains("nesting depth") ? tooDeep() : numberTooLong();
    }

    static CoppiceException wrongShape(Class<?> type, JacksonException cause) {
        return Fault.of("settings.wrong-shape", Kind.FAILED)
                .refused("The setting was not made a " + type.getSimpleName() + ".")
                .found("Its value " + place(cause) + " does not fit.")
                .changed("Nothing was changed.")
                .next("Compare the setting with the fields of " + type.getSimpleName() + ", or give it a JSON Schema.")
                .exception(); // without the cause, whose message has the value in it
    }

    private static String place(JacksonException misfit) {
        return "/"
                + misfit.getPath().stream()
                        .map(step -> step.getPropertyName() == null
                                ? String.valueOf(step.getIndex())
                                : step.getPropertyName())
                        .collect(Collectors.joining("/"));
    }

    private static CoppiceException badJson(String found) {
        return Fault.of("settings.bad-json", Kind.USAGE)
                .refused("The value was not taken.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Correct it and send it again.")
                .exception();
    }
}
