package dev.coppice.cli.internal.connect;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, as far as a command needs it.
 *
 * @param detail all parts as one text
 * @param code the fault's code
 * @param kind the sort of ending
 * @param effect what is left in the database
 * @param retry whether the same call may be made again
 * @param index which item of a batch it is about, from 0
 */
record RemoteProblem(
        @Nullable String detail,
        @Nullable String code,
        @Nullable String kind,
        @Nullable String effect,
        @Nullable String retry,
        @Nullable Integer index) {

    /**
     * What is thrown in its place.
     *
     * @throws IllegalArgumentException when it is none of a server of this kind
     */
    ServerRefusal refusal() {
        if (detail == null || code == null || kind == null || effect == null || retry == null) {
            throw new IllegalArgumentException(
                    "a problem must have detail, code, kind, effect and retry, was: " + this);
        }
        var fault = new Fault(
                code,
                Fault.Kind.valueOf(constant(kind)),
                detail,
                "",
                "",
                "",
                Effect.valueOf(constant(effect)),
                Retry.valueOf(constant(retry)));
        return new ServerRefusal(fault, index == null ? OptionalInt.empty() : OptionalInt.of(index));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
