package dev.coppice.settings.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a row is known by besides its id. Parts that a table does not have are empty.
 *
 * @param name the setting
 * @param scopeType the type of scope
 * @param scopeId the id of the scope, as it is kept
 */
record RowKey(String name, String scopeType, String scopeId) implements Comparable<RowKey> {
    /** As PostgreSQL orders texts by bytes; the order of Java's strings is another beyond the first 65 536 characters. */
    private static final Comparator<String> BYTES =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    private static final Comparator<RowKey> ORDER = Comparator.comparing(RowKey::name, BYTES)
            .thenComparing(RowKey::scopeType, BYTES)
            .thenComparing(RowKey::scopeId, BYTES);

    static RowKey of(List<String> parts) {
        return new RowKey(parts.get(0), parts.size() > 1 ? parts.get(1) : "", parts.size() > 2 ? parts.get(2) : "");
    }

    /** The entry that allows it. */
    RowKey entry() {
        return new RowKey(name, scopeType, "");
    }

    String part(int position) {
        return switch (position) {
            case 0 -> name;
            case 1 -> scopeType;
            default -> scopeId;
        };
    }

    /** The order in which rows are locked and written. */
    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }
}
