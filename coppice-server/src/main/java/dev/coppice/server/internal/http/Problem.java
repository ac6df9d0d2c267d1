package dev.coppice.server.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.ops.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A problem document of RFC 9457, with the stable code scripts rely on.
 *
 * @param title the status in words
 * @param status the HTTP status
 * @param detail the four parts as one text
 * @param code the fault's code
 * @param kind the sort of ending, from which a command's exit code follows: usage, refused, not_found, conflict, unavailable, failed
 * @param effect what is left in the database: none, committed, unknown
 * @param retry whether the same call may be made again: safe, after_fix, never
 * @param index which item of a batch it is about, from 0; null otherwise
 * @param incident what the server's log calls an unexpected failure; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String title,
        int status,
        String detail,
        String code,
        String kind,
        String effect,
        String retry,
        @Nullable Integer index,
        @Nullable String incident) {

    /** The media type of problem documents. */
    public static final String TYPE = "application/problem+json";

    /** A fault as a document. */
    public static Problem of(Fault fault) {
        return of(fault, null, null);
    }

    static Problem of(Fault fault, @Nullable Integer index, @Nullable String incident) {
        int status = Statuses.of(fault);
        return new Problem(
                Statuses.words(status),
                status,
                fault.message(),
                fault.code(),
                word(fault.kind()),
                word(fault.effect()),
                word(fault.retry()),
                index,
                incident);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
