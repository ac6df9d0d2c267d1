package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.lifecycle.TeardownPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parts of answers as a person reads them. */
final class Words {
    private Words() {}

    /** A value, or a dash; of a time, what a person needs of it. */
    static String or(@Nullable Object value) {
        return value instanceof Instant time
                ? time.truncatedTo(ChronoUnit.SECONDS).toString()
                : value == null ? "-" : value.toString();
    }

    /** What asks for the next page; nothing on the last. */
    static String more(@Nullable Object next) {
        return next == null ? "" : "\n\nThere are more: the same with --next " + next;
    }

    /** Values in a sentence. */
    static String list(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** A table that fits where it is read. */
    static String cut(Look look, TextTable table) {
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    /** What should be known; nothing when there is nothing. */
    static String warnings(Look look, List<String> warnings) {
        return warnings.isEmpty()
                ? ""
                : "\n\nTo be known:\n"
                        + warnings.stream()
                                .map(warning -> look.wrapped(warning, 2))
                                .collect(Collectors.joining("\n"));
    }

    /** What refuses something; nothing when nothing does. */
    static String blockers(Look look, String head, List<TeardownPlan.Blocker> blockers) {
        return blockers.isEmpty()
                ? ""
                : "\n\n" + head
                        + blockers.stream()
                                .map(blocker -> "\n" + said(look, blocker.code(), blocker.message()))
                                .collect(Collectors.joining());
    }

    /** A stable word with what it means here. */
    static String said(Look look, String code, String message) {
        return "  " + code + "\n" + look.wrapped(message, 4);
    }
}
