package dev.coppice.ops;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What went wrong, told in four parts: what was refused, what was found, what has changed so far, what to do next.
 *
 * <p>A value for any thread. Parts are whole sentences; a part with nothing to say stays empty. No part may carry a stored
 * value or SQL text.
 *
 * @param code stable name of the form {@code area.reason}, for scripts
 * @param kind the sort of ending, from which exit codes and HTTP statuses follow
 * @param refused what was refused
 * @param found what was found
 * @param changed what has changed so far
 * @param next what to do next
 * @param effect what is left in the database
 * @param retry whether the same call may be made again
 */
public record Fault(
        String code, Kind kind, String refused, String found, String changed, String next, Effect effect, Retry retry) {

    /** The sorts of ending that callers treat differently. */
    public enum Kind {
        /** The caller asked for something that cannot be asked: a bad option, an invalid file. */
        USAGE,
        /** A guard, gate, hold or freeze said no. */
        REFUSED,
        /** What was named does not exist. */
        NOT_FOUND,
        /** Somebody else has it, or has changed it meanwhile. */
        CONFLICT,
        /** Something outside was out of reach: a database, a store, a service. */
        UNAVAILABLE,
        /** Anything else. */
        FAILED
    }

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*");

    /** Checks that the code is of the form {@code area.reason}. */
    public Fault {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("code must look like area.reason, was: " + code);
        }
        requireNonNull(kind, "kind");
        requireNonNull(effect, "effect");
        requireNonNull(retry, "retry");
    }

    /** Begins a fault that left nothing behind and fails again until mended. */
    public static Fault of(String code, Kind kind) {
        return new Fault(code, kind, "", "", "", "", Effect.NONE, Retry.AFTER_FIX);
    }

    /** Says what was refused. */
    public Fault refused(String sentence) {
        return new Fault(code, kind, sentence, found, changed, next, effect, retry);
    }

    /** Says what was found. */
    public Fault found(String sentence) {
        return new Fault(code, kind, refused, sentence, changed, next, effect, retry);
    }

    /** Says what has changed so far. */
    public Fault changed(String sentence) {
        return new Fault(code, kind, refused, found, sentence, next, effect, retry);
    }

    /** Says what to do next. */
    public Fault next(String sentence) {
        return new Fault(code, kind, refused, found, changed, sentence, effect, retry);
    }

    /** States what is left in the database and whether the call may be repeated. */
    public Fault leaving(Effect left, Retry repeat) {
        return new Fault(code, kind, refused, found, changed, next, left, repeat);
    }

    /** The four parts as one text; a part that ends its line, such as a list, is followed by a new one. */
    public String message() {
        return Stream.of(refused, found, changed, next)
                .filter(part -> !part.isBlank())
                .reduce((told, part) -> told + (told.endsWith("\n") ? "" : " ") + part)
                .orElse("");
    }

    /** This fault as an exception. */
    public CoppiceException exception() {
        return new CoppiceException(this);
    }

    /** This fault as an exception with the error that led to it; the cause is for logs, never for users. */
    public CoppiceException exception(Throwable cause) {
        return new CoppiceException(this, cause);
    }
}
