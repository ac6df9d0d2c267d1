package dev.coppice.settings.internal.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Document;

/** How large values may be, in bytes of UTF-8 of their compact JSON. Exactly the limit passes. */
public final class SizeLimit {
    /** The largest fragment, and the largest JSON Schema. */
    public static final int FRAGMENT = 64 * 1024;

    /** The largest merged value. */
    public static final int MERGED = 256 * 1024;

    private SizeLimit() {}

    /** Refuses a fragment that is too large. */
    public static void requireFragment(String name, Document value) {
        int size = size(value);
        if (size > FRAGMENT) {
            throw tooLarge("settings.too-large", "The value of setting " + name + " was not taken.", size, FRAGMENT);
        }
    }

    /** Refuses a merged value that is too large. */
    public static void requireMerged(String name, Document merged) {
        int size = size(merged);
        if (size > MERGED) {
            var refused =
                    "The value of setting " + name + " was not taken: merged with the wider scopes it is too large.";
            throw tooLarge("settings.merged-too-large", refused, size, MERGED);
        }
    }

    /** The bytes a value takes. */
    static int size(Document value) {
        return value.json().getBytes(UTF_8).length;
    }

    private static CoppiceException tooLarge(String code, String refused, int size, int limit) {
        return Fault.of(code, Kind.USAGE)
                .refused(refused)
                .found("It has " + size + " bytes as compact JSON, the limit is " + limit + ".")
                .changed("Nothing was changed.")
                .next("Make it smaller, or divide it among several settings.")
                .exception();
    }
}
