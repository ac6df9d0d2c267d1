package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Conditional requests of RFC 9110: the tag of a row is its version, as in {@code "3"}. */
public final class ETags {
    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"");
    private static final Pattern VERSION = Pattern.compile("\"[1-9][0-9]{0,17}\"");

    /** Rows begin with 1. */
    private static final OptionalLong NO_VERSION = OptionalLong.of(0);

    private ETags() {}

    /** The tag of a version. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /** The tag of a value that has no version. */
    public static String ofContent(Object value) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.write(value).getBytes(UTF_8));
            return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The value under its tag, or only word that the caller has it already. */
    public static Reply answer(Request request, String etag, Map<String, String> headers, Supplier<?> value) {
        var all = new LinkedHashMap<>(headers);
        all.put("ETag", etag);
        boolean known = request.header("If-None-Match")
                .filter(sent -> matches(sent, etag))
                .isPresent();
        return known ? new Reply.NotModified(all) : Reply.ok(value.get(), all);
    }

    /**
     * The version that {@code If-Match} wants; empty for any. A tag that no row can have is a version that none has.
     *
     * @throws dev.coppice.ops.CoppiceException {@code request.invalid} when it is not one tag
     */
    public static OptionalLong wantedVersion(Request request) {
        var sent = request.header("If-Match").map(String::strip).orElse("*");
        if (sent.equals("*")) {
            return OptionalLong.empty();
        }
        if (!TAG.matcher(sent).matches()) {
            throw RequestFaults.invalid("The header If-Match must be one tag such as \"3\", or *.");
        }
        return VERSION.matcher(sent).matches()
                ? OptionalLong.of(Long.parseLong(sent.substring(1, sent.length() - 1)))
                : NO_VERSION;
    }

    private static boolean matches(String sent, String etag) {
        return Arrays.stream(sent.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(etag));
    }
}
