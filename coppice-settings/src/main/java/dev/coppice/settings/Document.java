package dev.coppice.settings;

import dev.coppice.settings.internal.json.Documents;
import java.util.Map;

/**
 * A JSON object. Numbers keep their digits, keys their order. A value for any thread, equal to another one with the same keys
 * and values in any order of the keys. Not to be implemented by others.
 */
public interface Document {
    /** The greatest depth of objects and lists, the document itself counted. */
    int MAX_DEPTH = 32;

    /** The object without keys. */
    Document EMPTY = Documents.empty();

    /**
     * Reads JSON, strictly: one object, no key twice, nothing behind it.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.bad-json} with line and column, {@code settings.too-deep}
     */
    static Document parse(String json) {
        return Documents.parse(json);
    }

    /**
     * The object of a map: texts, numbers, booleans, nulls, lists and maps of them.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.bad-json} when something else is in it,
     *     {@code settings.too-deep}
     */
    static Document of(Map<String, ?> values) {
        return Documents.of(values);
    }

    /** As compact JSON. */
    String json();

    /** As a map that cannot be changed; numbers are Integer, Long, BigInteger or BigDecimal. */
    Map<String, Object> asMap();

    /**
     * As a record or bean of the caller's; keys it does not have are passed over.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.wrong-shape} when a value does not fit
     */
    <T> T as(Class<T> type);
}
